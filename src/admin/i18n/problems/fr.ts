import type { Problems } from "./en"

/** Pourquoi quelque chose a été refusé ou a échoué, en français. */
export const problems: Problems = {
  problems: {
    forbidden: "Vous n'avez pas l'autorisation de faire cela. Adressez-vous à la personne qui gère les rôles de votre boutique.",
    unreachable: "Votre boutique n'a pas pu être jointe. Vérifiez votre connexion et réessayez.",
    detail: "{{sentence}} ({{detail}})",
    signedOut: "Votre session a expiré. Connectez-vous de nouveau.",
    server: "Votre boutique a répondu par une erreur (HTTP {{status}}).",
    unreadable: "La réponse de votre boutique n'a pas pu être lue.",
  },
  refusals: {
    no_such_checkout: "Ce paiement Almara n'existe pas.",
    no_such_callback: "Cette notification n'existe pas.",
    busy: "Ce paiement est en cours de vérification. Réessayez dans quelques secondes.",
    not_held: "Seul un paiement à examiner peut être traité ; celui-ci ne l'est pas, ou ne l'est plus.",
    already_dealt_with: "Une autre personne vient de traiter ce paiement.",
    already_booked: "Medusa a déjà enregistré ce paiement. Vérifiez plutôt auprès d'Almara et, s'il le faut, remboursez-le sur la commande.",
    not_acceptable: "Ce paiement ne peut pas être affecté à une commande. Remboursez-le en dehors d'Almara ou classez-le.",
    order_paid: "La commande est déjà payée. Remboursez ce paiement en dehors d'Almara.",
    order_canceled: "La commande a été annulée, et une commande annulée ne peut pas être payée. Remboursez ce paiement en dehors d'Almara, ou passez la commande à nouveau et marquez celui-ci comme traité.",
    gone: "Il n'y a plus ni commande ni panier ouvert pour ce paiement. Remboursez-le en dehors d'Almara.",
    nothing_waits: "Plus rien n'attend ici un paiement par Almara. Remboursez-le en dehors d'Almara.",
    other_sum: "Le client a payé {{received}}, mais {{expected}} est attendu. Remboursez en dehors d'Almara, ou demandez à Almara de corriger ce qu'il annonce.",
    sum_uncertain: "Almara ne peut pas être interrogée avec ces identifiants (option verification) : la somme payée n'est pas certaine. Remboursez en dehors d'Almara.",
    not_confirmed: "Almara, interrogée à nouveau, ne confirme pas ce paiement. Rien n'a été modifié.",
    other_reference: "Almara indique ce paiement sous une autre référence. Rien n'a été modifié.",
    cannot_ask: "Almara n'a pas pu être interrogée : {{reason}}",
    not_placed: "La commande n'a pas pu être passée : {{reason}}",
  },
  almaraErrors: {
    configuration: "Les options du module ne conviennent pas.",
    unauthorized: "Almara n'accepte pas les identifiants.",
    forbidden: "Almara n'autorise pas cela avec ces identifiants.",
    refused: "Almara a refusé la demande.",
    duplicate: "Almara a déjà un paiement avec cet identifiant.",
    not_found: "Almara ne connaît pas ce paiement.",
    unavailable: "Almara est injoignable ou ne fonctionne pas pour le moment.",
    timeout: "Almara n'a pas répondu à temps.",
    unreadable: "La réponse d'Almara n'a pas pu être lue.",
    signature: "Cette adresse n'a pas été signée par cette boutique.",
  },
}

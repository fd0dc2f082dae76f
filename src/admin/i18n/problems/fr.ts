import type { Problems } from "./en"

/** Pourquoi quelque chose a été refusé ou a échoué, en français. */
export const problems: Problems = {
  problems: {
    forbidden:
      "Vous n'avez pas l'autorisation de faire cela. Adressez-vous à la personne qui gère les rôles de votre boutique.",
    unreachable: "Votre boutique n'a pas pu être jointe. Vérifiez votre connexion et réessayez.",
    detail: "{{sentence}} ({{detail}})",
    signedOut: "Votre session a expiré. Connectez-vous de nouveau.",
    server: "Votre boutique a répondu par une erreur (HTTP {{status}}).",
    unreadable: "La réponse de votre boutique n'a pas pu être lue.",
  },
  businessErrors: {
    no_such_checkout: "Ce paiement Almara n'existe pas.",
    no_such_callback: "Cette notification n'existe pas.",
    no_such_order: "Cette commande n'existe pas.",
    busy: "Ce paiement est en cours de vérification. Réessayez dans quelques secondes.",
    not_held: "Seul un paiement à examiner peut être traité ; celui-ci ne l'est pas, ou ne l'est plus.",
    already_dealt_with: "Une autre personne vient de traiter ce paiement.",
    case_changed:
      "Il s'agit d'autre chose à présent pour ce paiement : une autre raison, ou une autre somme. Regardez-le de nouveau avant de décider.",
    being_placed:
      "Une commande est peut-être en train d'être passée avec ce paiement. Regardez-le de nouveau dans deux minutes.",
    under_way:
      "Ce paiement est encore en cours d'affectation à sa commande, et rien d'autre ne peut en être fait entre-temps. Réparez ce qui l'empêche, puis vérifiez auprès d'Almara.",
    already_booked:
      "Medusa a déjà enregistré ce paiement. Vérifiez plutôt auprès d'Almara et, s'il le faut, remboursez-le sur la commande.",
    not_acceptable:
      "Ce paiement ne peut pas être affecté à une commande. Remboursez-le en dehors d'Almara ou classez-le.",
    order_paid: "La commande est déjà payée. Remboursez ce paiement en dehors d'Almara.",
    order_canceled:
      "La commande a été annulée, et une commande annulée ne peut pas être payée. Remboursez ce paiement en dehors d'Almara, ou passez la commande à nouveau.",
    order_not_canceled:
      "Seule une commande annulée peut être passée à nouveau. Affectez plutôt ce paiement à sa commande.",
    variant_gone:
      "{{title}} a été supprimé de la boutique : la commande ne peut pas être passée à nouveau. Remboursez ce paiement en dehors d'Almara.",
    region_changed:
      "La région de cette commande n'existe plus, ou a une autre devise à présent : la commande ne peut pas être passée à nouveau. Remboursez ce paiement en dehors d'Almara.",
    no_stock:
      "Le stock ne suffit pas pour passer cette commande à nouveau. Ajoutez ce qui manque et réessayez, ou remboursez ce paiement en dehors d'Almara.",
    gone: "Il n'y a plus ni commande ni panier ouvert pour ce paiement. Remboursez-le en dehors d'Almara.",
    nothing_waits: "Plus rien n'attend ici un paiement par Almara. Remboursez-le en dehors d'Almara.",
    other_amount:
      "Le client a payé {{received}}, mais {{expected}} est attendu. Remboursez en dehors d'Almara, ou demandez à Almara de corriger ce qu'il annonce.",
    more_than_owed:
      "Le client a payé {{received}}, et la commande ne doit que {{expected}}. Remboursez ce paiement en dehors d'Almara, ou modifiez d'abord la commande.",
    amount_uncertain:
      "Almara ne peut pas être interrogée avec ces identifiants (option verification) : la somme payée n'est pas certaine. Remboursez en dehors d'Almara.",
    amount_not_told:
      "Pour ce moyen de paiement, la réponse d'Almara n'indique aucune somme : la somme payée n'est pas certaine. Remboursez en dehors d'Almara.",
    amount_needed:
      "Le rapport d'Almara sur ce paiement n'indique aucune somme lisible. Vérifiez chez Almara ce qui est arrivé, et saisissez exactement cette somme.",
    amount_invalid: "Saisissez la somme arrivée sous forme de nombre positif en {{currency}}, par exemple {{example}}.",
    amount_known:
      "Le rapport d'Almara indique la somme de ce paiement : {{received}}. Une autre ne peut pas être saisie.",
    cart_needs_amount:
      "Un panier ne peut être commandé que pour exactement {{expected}}, et {{received}} sont arrivés. Remboursez-les hors d'Almara.",
    not_confirmed: "Almara, interrogée à nouveau, ne confirme pas ce paiement. Rien n'a été modifié.",
    other_reference: "Almara indique ce paiement sous une autre référence. Rien n'a été modifié.",
    order_not_waiting: "Cette commande n'attend plus de paiement : elle a été annulée, terminée ou archivée.",
    deadline_is_past:
      "Cette échéance est déjà passée. Choisissez un moment plus tardif, ou gardez la commande sans échéance.",
    almara_has_money: "Almara a de l'argent pour cette commande. Regardez d'abord son paiement.",
    callback_says_paid:
      "Une notification dit que cette commande a été payée, et Almara ne l'a pas encore confirmé. Regardez d'abord les notifications.",
    no_provider:
      "La région de cette commande n'a pas de prestataire de paiement Almara. Ajoutez-le dans les réglages de la région, puis réessayez.",
    no_email_provider:
      "Cette boutique n'a pas de fournisseur de notifications pour les e-mails. Ajoutez-en un à sa configuration, ou copiez le lien et envoyez-le vous-même.",
    no_email_address:
      "Cette commande n'a pas d'adresse e-mail. Ajoutez-la à la commande, ou copiez le lien et envoyez-le vous-même.",
    email_not_sent:
      "L'e-mail n'a pas pu être envoyé, et son lien a été retiré. Consultez le journal de la boutique, ou copiez un nouveau lien et envoyez-le vous-même.",
    nothing_owed: "Plus rien n'est dû pour cette commande.",
    other_provider_has_money:
      "Un autre prestataire détient de l'argent pour cette commande. Encaissez ou annulez d'abord ce paiement.",
    cannot_check: "Almara n'a pas pu être interrogée : {{reason}}",
    not_settled: "Medusa n'a pas pu exécuter cela pour l'instant, et un nouvel essai se fera tout seul : {{reason}}",
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

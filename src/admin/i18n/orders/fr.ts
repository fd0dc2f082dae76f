import type { Orders } from "./en"

/** Jusqu'à quand une commande attend, et comment elle a été payée sans Almara. */
export const orders: Orders = {
  term: {
    title: "Délai de paiement",
    until: "Annulée sans paiement le {{when}}.",
    kept: "Gardée : sans échéance.",
    noDeadline: "Rien n'annule cette commande automatiquement.",
    keep: "Garder sans échéance",
    keepText:
      "La commande n'est plus annulée, aussi longtemps que personne ne paie, et son stock reste réservé. Annulez-la vous-même si personne ne va payer. Une page ouverte chez Almara garde son propre délai.",
    move: "Changer l'échéance",
    moveText:
      "Jusqu'à l'échéance, la commande peut être payée et son stock reste réservé. Ensuite, elle est annulée, et le stock et les codes sont libérés. Une page ouverte chez Almara garde son propre délai ; une nouvelle page se termine au plus tard à l'échéance.",
    moveLabel: "Peut être payée jusqu'au",
    moveHint: "Dans votre fuseau horaire, {{zone}}.",
    moveNeeded: "Choisissez un jour et une heure.",
    moveSure: "La commande est annulée sans paiement le {{when}}.",
    moveNow: "L'échéance est en cours de modification…",
    paid: "Payée autrement",
    paidText: "Pour une commande payée en espèces, par virement ou par tout autre moyen qu'Almara.",
    paidSure:
      "Almara est d'abord interrogée, et rien ne change si elle a de l'argent pour cette commande. Sinon, notre page de paiement est fermée, et ce que la commande doit est inscrit comme payé. L'argent qui y arrive encore est retenu comme payé deux fois. Ceci ne peut pas être annulé.",
    paidNow: "Almara est interrogée…",
    how: "Comment a-t-elle été payée ?",
    howNeeded: "Dites comment elle a été payée, en quelques mots.",
  },
}

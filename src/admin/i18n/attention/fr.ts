import type { Attentions } from "./en"

/** Pourquoi une personne doit regarder un paiement sans qu'aucun argent soit retenu. */
export const attentions: Attentions = {
  attentions: {
    not_booked:
      "Almara a confirmé ce paiement il y a plusieurs minutes, et Medusa n'a pas encore pu l'affecter à sa commande. Un nouvel essai a lieu régulièrement ; le dernier problème dit ce qui l'empêche.",
    books_differ:
      "Les comptes diffèrent pour ce paiement : les nôtres comptent {{almara_amount}} reçus d'Almara, ceux de Medusa {{medusa_amount}}. Comparez les deux avec le relevé d'Almara, corrigez ce qui est faux, puis indiquez-le ici.",
    overpaid:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : elle a été modifiée après ou pendant le paiement. Remboursez cette somme en dehors d'Almara, puis indiquez-le ici.",
    overpaid_return:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : des articles ont été retournés, ou sont en cours de retour. Remboursez cette somme en dehors d'Almara dès que vous les avez, puis inscrivez le remboursement ou indiquez-le ici.",
    overpaid_claim:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : une réclamation a été acceptée. Remboursez cette somme en dehors d'Almara, puis inscrivez le remboursement ou indiquez-le ici.",
    overpaid_exchange:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : des articles ont été échangés contre de moins chers. Remboursez cette somme en dehors d'Almara, puis inscrivez le remboursement ou indiquez-le ici.",
    overpaid_payments:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : plus d'un paiement est arrivé pour elle. Remboursez cette somme en dehors d'Almara, puis indiquez-le ici.",
    overpaid_credit:
      "Le client a payé {{amount}} de plus que ce que la commande demande à présent : un avoir lui a été accordé. Remboursez cette somme en dehors d'Almara, puis indiquez-le ici.",
    usage_kept:
      "La commande a été annulée sans être payée, et ce que ses promotions en avaient compté n'a pas encore pu être rendu. Un nouvel essai a lieu toutes les trente secondes ; le journal de la boutique en a la cause.",
    unclear:
      "Le délai de paiement est passé, et la dernière réponse d'Almara ne dit ni payé ni échoué. Demandez à Almara si le client a payé, avant que quiconque paie à nouveau.",
  },
  attentionRefunds: {
    part: "Mais {{refunded_amount}} en ont déjà été marqués comme remboursés : il ne reste que {{left_amount}} à rembourser.",
    all: "Mais {{refunded_amount}} en ont déjà été marqués comme remboursés, et Medusa a inscrit un remboursement depuis : il ne reste peut-être rien. Vérifiez avant d'envoyer davantage.",
  },
}

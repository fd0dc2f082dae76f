import type { Links } from "./en"

/** Les liens par lesquels une commande est payée. */
export const links: Links = {
  links: {
    title: "Lien de paiement",
    owed: "Il reste {{amount}} à payer.",
    restTitle: "Demander le reste",
    copyRest: "Copier le lien de paiement pour le reste",
    sendRest: "Envoyer le lien pour le reste par e-mail",
    none: "Aucun lien n'est valable pour le moment.",
    more_one: "{{count}} lien plus ancien est également valable.",
    more_other: "{{count}} liens plus anciens sont également valables.",
    made: "Créé",
    until: "Valable jusqu'au",
    held: "Son stock est réservé jusqu'au {{when}}.",
    sent: "Envoyé par e-mail",
    seen: "Consulté",
    opened: "Page de paiement ouverte",
    notYet: "Pas encore",
    copy: "Copier le lien de paiement",
    copyText:
      "Toute personne qui possède le lien voit ce que cette commande doit, et peut le payer. Une commande avec une échéance garde son stock jusqu'à la fin du lien.",
    copyNow: "Le lien est en cours de création…",
    send: "Envoyer par e-mail",
    sendText:
      "Un nouveau lien est envoyé à l'adresse e-mail de la commande. Une commande avec une échéance garde son stock jusqu'à la fin du lien.",
    sendNow: "L'e-mail est en cours d'envoi…",
    sendDone: "L'e-mail a été remis à votre fournisseur d'e-mails.",
    validity: "Valable pendant",
    days_one: "{{count}} jour",
    days_other: "{{count}} jours",
    address: "Adresse du lien",
    once: "Vous ne la voyez que maintenant, car elle n'est conservée nulle part. Si elle est perdue, créez un nouveau lien.",
    copied: "Le lien est copié.",
    notCopied: "Votre navigateur ne l'a pas copié. Copiez-le depuis le champ.",
    copyAgain: "Copier à nouveau",
    withdraw: "Retirer",
    withdrawn: "Plus aucun lien de cette commande n'est valable.",
    withdrawText:
      "Tous les liens de cette commande prennent fin aussitôt ; son échéance reste. Une page ouverte chez Almara peut encore être payée.",
  },
}

import type { AlmaraLanguage } from "./language"
import type { ReminderKind } from "./reminder"

/** What a reminder says; `{…}` are places. */
export interface ReminderTexts {
  subject: Record<ReminderKind, string>
  text: Record<ReminderKind, string>
  /** Where the order is canceled for want of a payment. */
  until: string
  pay: string
  /** Under the button. */
  note: string
}

export const REMINDER_TEXTS: Record<AlmaraLanguage, ReminderTexts> = {
  en: {
    subject: {
      deadline: "Order {number} is still to be paid",
      declined: "The payment for order {number} did not go through",
    },
    text: {
      deadline: "Your order {number} at {store} waits for its payment of {amount}.",
      declined:
        "Your payment for order {number} at {store} did not go through. You can try again, also with another card. {amount} is to be paid.",
    },
    until: "You can pay until {date}. After that the order is canceled.",
    pay: "Pay {amount}",
    note: "If you have paid meanwhile, there is nothing to do.",
  },
  sw: {
    subject: {
      deadline: "Oda {number} bado haijalipwa",
      declined: "Malipo ya oda {number} hayakufanikiwa",
    },
    text: {
      deadline: "Oda yako {number} kwenye {store} inasubiri malipo ya {amount}.",
      declined:
        "Malipo yako ya oda {number} kwenye {store} hayakufanikiwa. Unaweza kujaribu tena, hata kwa kadi nyingine. Kiasi cha kulipa ni {amount}.",
    },
    until: "Unaweza kulipa hadi {date}. Baada ya hapo oda itaghairiwa.",
    pay: "Lipa {amount}",
    note: "Kama umeshalipa, huhitaji kufanya chochote.",
  },
  fr: {
    subject: {
      deadline: "La commande {number} reste à payer",
      declined: "Le paiement de la commande {number} n'a pas abouti",
    },
    text: {
      deadline: "Votre commande {number} chez {store} attend son paiement de {amount}.",
      declined:
        "Votre paiement de la commande {number} chez {store} n'a pas abouti. Vous pouvez réessayer, aussi avec une autre carte. Il reste {amount} à payer.",
    },
    until: "Vous pouvez payer jusqu'au {date}. Ensuite la commande est annulée.",
    pay: "Payer {amount}",
    note: "Si vous avez payé entre-temps, vous n'avez rien à faire.",
  },
}

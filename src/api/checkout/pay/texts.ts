import type { AlmaraLanguage } from "../../../core/views/language"
import type { NotPayable } from "../../../use-cases/shopper/pay-order"

/** What the page of a payment link says; `{…}` are places. */
export interface PayPageTexts {
  title: string
  order: string
  pay: string
  /** Under the button. */
  next: string
  until: string
  changed: string
  unknown: { title: string; text: string }
  unavailable: { title: string; text: string }
  notPayable: Record<NotPayable, { title: string; text: string }>
}

export const PAY_PAGE_TEXTS: Record<AlmaraLanguage, PayPageTexts> = {
  en: {
    title: "Pay for your order",
    order: "Order {number}",
    pay: "Pay {amount}",
    next: "You pay on the page of Almara Pay. Your card details never come to this store.",
    until: "This link is good until {date}.",
    changed: "The order has changed. Please look at the new amount before you pay.",
    unknown: {
      title: "This link leads to no payment",
      text: "It may be incomplete, or over. If you still have something to pay, ask the store for a new link.",
    },
    unavailable: {
      title: "This cannot be paid at this moment",
      text: "Nothing was charged. Please open the link again in a few minutes.",
    },
    notPayable: {
      paid: { title: "Nothing is left to pay", text: "This order is paid. Thank you." },
      canceled: {
        title: "The order was canceled",
        text: "Nothing is to be paid for it any more. If you have paid already, you will hear from the store.",
      },
      money_held: {
        title: "Your payment is being looked at",
        text: "Money for this order has arrived, and somebody in the store is looking at it. Please do not pay again.",
      },
      not_here: { title: "This order cannot be paid here", text: "Please contact the store." },
    },
  },
  sw: {
    title: "Lipia oda yako",
    order: "Oda {number}",
    pay: "Lipa {amount}",
    next: "Unalipa kwenye ukurasa wa Almara Pay. Taarifa za kadi yako haziji kamwe kwenye duka hili.",
    until: "Kiungo hiki kinatumika hadi {date}.",
    changed: "Oda imebadilika. Tafadhali angalia kiasi kipya kabla ya kulipa.",
    unknown: {
      title: "Kiungo hiki hakielekezi kwenye malipo",
      text: "Huenda hakijakamilika, au muda wake umeisha. Kama bado una kitu cha kulipa, omba duka kiungo kipya.",
    },
    unavailable: {
      title: "Hili haliwezi kulipwa kwa sasa",
      text: "Hakuna kilichotozwa. Tafadhali fungua kiungo tena baada ya dakika chache.",
    },
    notPayable: {
      paid: { title: "Hakuna kilichobaki kulipwa", text: "Oda hii imelipwa. Asante." },
      canceled: {
        title: "Oda ilighairiwa",
        text: "Hakuna cha kulipa tena kwa ajili yake. Kama tayari umelipa, duka litakujulisha.",
      },
      money_held: {
        title: "Malipo yako yanaangaliwa",
        text: "Pesa za oda hii zimefika, na mtu dukani anaziangalia. Tafadhali usilipe tena.",
      },
      not_here: { title: "Oda hii haiwezi kulipwa hapa", text: "Tafadhali wasiliana na duka." },
    },
  },
  fr: {
    title: "Payer votre commande",
    order: "Commande {number}",
    pay: "Payer {amount}",
    next: "Vous payez sur la page d'Almara Pay. Les données de votre carte ne parviennent jamais à cette boutique.",
    until: "Ce lien est valable jusqu'au {date}.",
    changed: "La commande a changé. Vérifiez le nouveau montant avant de payer.",
    unknown: {
      title: "Ce lien ne mène à aucun paiement",
      text: "Il est peut-être incomplet ou expiré. S'il vous reste quelque chose à payer, demandez un nouveau lien à la boutique.",
    },
    unavailable: {
      title: "Le paiement est impossible pour le moment",
      text: "Rien n'a été débité. Rouvrez le lien dans quelques minutes.",
    },
    notPayable: {
      paid: { title: "Il ne reste rien à payer", text: "Cette commande est payée. Merci." },
      canceled: {
        title: "La commande a été annulée",
        text: "Il n'y a plus rien à payer pour elle. Si vous avez déjà payé, la boutique vous contactera.",
      },
      money_held: {
        title: "Votre paiement est en cours d'examen",
        text: "De l'argent est arrivé pour cette commande, et quelqu'un de la boutique s'en occupe. Ne payez pas une seconde fois.",
      },
      not_here: { title: "Cette commande ne peut pas être payée ici", text: "Contactez la boutique." },
    },
  },
}

import type { AlmaraLanguage } from "./language"
import type { AlmaraProblemKind } from "./problem"
import type { ShopperAction, ShopperState } from "./states"

/** All that is said to a shopper in one language. */
export interface Translation {
  states: Record<ShopperState, { title: string; text: string }>
  actions: Record<Exclude<ShopperAction, "wait">, string>
  problems: Record<AlmaraProblemKind, string>
  words: Record<"orderNumber" | "amount" | "paid" | "looksAgain" | "notPaidYet" | "goToPayment", string>
}

const en: Translation = {
  states: {
    preparing: { title: "Your payment is being prepared", text: "This takes a moment." },
    confirming: {
      title: "Your payment is being confirmed",
      text: "This can take a few minutes. You may close this page: your order goes on by itself.",
    },
    unconfirmed: {
      title: "Your payment is not confirmed yet",
      text: "We go on asking, and your order goes on by itself. You may close this page. If you have paid, please do not pay again.",
    },
    placing: { title: "Thank you", text: "Your payment was received. Your order is being placed." },
    paid: { title: "Thank you", text: "Your payment was received, and your order is placed." },
    failed: { title: "The payment did not go through", text: "Your order is kept for you. You can try again, also with another card." },
    failed_for_good: {
      title: "The payment did not go through",
      text: "This order cannot be paid any more. You are welcome to order again.",
    },
    canceled: { title: "You left the payment", text: "Your order is kept for you. You can pay now, or later." },
    canceled_for_good: { title: "You left the payment", text: "This order cannot be paid any more. You are welcome to order again." },
    expired: { title: "The time to pay is over", text: "The order was canceled. You are welcome to order again." },
    review: {
      title: "We are looking at your payment",
      text: "Your payment arrived, and somebody in the store is looking at it. Please do not pay again; you will hear from us.",
    },
    unreachable: { title: "We cannot reach the store", text: "Check your connection and look again. Your order goes on by itself." },
    unknown: { title: "We do not know this payment", text: "The link may be incomplete. If you placed an order, it is safe with us." },
  },
  actions: { look: "Look again", retry: "Try again", shop: "Back to the shop" },
  problems: {
    offline: "The store did not answer. Check your connection and try again. You will not pay twice.",
    busy: "The store is already working on your payment. Please try again in a moment.",
    unavailable: "Payment is not available at this moment. Nothing was charged. Please try again soon.",
    unknown: "We cannot find this order. Please start again from your cart.",
    refused: "This order cannot be paid as it is. Please check your cart, or contact the store.",
  },
  words: {
    orderNumber: "Order number",
    amount: "Amount",
    paid: "Paid",
    looksAgain: "This page looks again by itself.",
    notPaidYet: "Not paid yet?",
    goToPayment: "Go to the payment page",
  },
}

const sw: Translation = {
  states: {
    preparing: { title: "Malipo yako yanaandaliwa", text: "Subiri kidogo." },
    confirming: {
      title: "Malipo yako yanathibitishwa",
      text: "Inaweza kuchukua dakika chache. Unaweza kufunga ukurasa huu: oda yako itaendelea yenyewe.",
    },
    unconfirmed: {
      title: "Malipo yako bado hayajathibitishwa",
      text: "Tunaendelea kuuliza, na oda yako itaendelea yenyewe. Unaweza kufunga ukurasa huu. Ikiwa umelipa, tafadhali usilipe tena.",
    },
    placing: { title: "Asante", text: "Malipo yako yamepokelewa. Oda yako inakamilishwa." },
    paid: { title: "Asante", text: "Malipo yako yamepokelewa, na oda yako imewekwa." },
    failed: { title: "Malipo hayakufanikiwa", text: "Oda yako imehifadhiwa. Unaweza kujaribu tena, hata kwa kadi nyingine." },
    failed_for_good: { title: "Malipo hayakufanikiwa", text: "Oda hii haiwezi kulipwa tena. Karibu uagize upya." },
    canceled: { title: "Uliacha malipo", text: "Oda yako imehifadhiwa. Unaweza kulipa sasa, au baadaye." },
    canceled_for_good: { title: "Uliacha malipo", text: "Oda hii haiwezi kulipwa tena. Karibu uagize upya." },
    expired: { title: "Muda wa kulipa umekwisha", text: "Oda imefutwa. Karibu uagize upya." },
    review: {
      title: "Tunaangalia malipo yako",
      text: "Malipo yako yamefika, na mtu dukani anayaangalia. Tafadhali usilipe tena; tutawasiliana nawe.",
    },
    unreachable: { title: "Duka halipatikani", text: "Angalia mtandao wako kisha utazame tena. Oda yako itaendelea yenyewe." },
    unknown: { title: "Hatuyajui malipo haya", text: "Huenda kiungo hakijakamilika. Ikiwa uliagiza, oda yako iko salama kwetu." },
  },
  actions: { look: "Tazama tena", retry: "Jaribu tena", shop: "Rudi dukani" },
  problems: {
    offline: "Duka halikujibu. Angalia mtandao wako kisha ujaribu tena. Hutalipa mara mbili.",
    busy: "Duka tayari linashughulikia malipo yako. Tafadhali jaribu tena baada ya muda mfupi.",
    unavailable: "Malipo hayapatikani kwa sasa. Hukutozwa chochote. Tafadhali jaribu tena baadaye kidogo.",
    unknown: "Hatupati oda hii. Tafadhali anza tena kutoka kwenye kikapu chako.",
    refused: "Oda hii haiwezi kulipwa ilivyo. Tafadhali angalia kikapu chako, au wasiliana na duka.",
  },
  words: {
    orderNumber: "Namba ya oda",
    amount: "Kiasi",
    paid: "Imelipwa",
    looksAgain: "Ukurasa huu unatazama tena wenyewe.",
    notPaidYet: "Bado hujalipa?",
    goToPayment: "Nenda kwenye ukurasa wa malipo",
  },
}

const fr: Translation = {
  states: {
    preparing: { title: "Votre paiement se prépare", text: "Un instant, s’il vous plaît." },
    confirming: {
      title: "Votre paiement est en cours de confirmation",
      text: "Cela peut prendre quelques minutes. Vous pouvez fermer cette page : votre commande suit son cours.",
    },
    unconfirmed: {
      title: "Votre paiement n’est pas encore confirmé",
      text: "Nous continuons à demander, et votre commande suit son cours. Vous pouvez fermer cette page. Si vous avez payé, ne payez pas une deuxième fois.",
    },
    placing: { title: "Merci", text: "Votre paiement est arrivé. Votre commande est en train d’être passée." },
    paid: { title: "Merci", text: "Votre paiement est arrivé, et votre commande est passée." },
    failed: { title: "Le paiement n’a pas abouti", text: "Votre commande est gardée. Vous pouvez réessayer, aussi avec une autre carte." },
    failed_for_good: { title: "Le paiement n’a pas abouti", text: "Cette commande ne peut plus être payée. Vous pouvez commander à nouveau." },
    canceled: { title: "Vous avez quitté le paiement", text: "Votre commande est gardée. Vous pouvez payer maintenant ou plus tard." },
    canceled_for_good: { title: "Vous avez quitté le paiement", text: "Cette commande ne peut plus être payée. Vous pouvez commander à nouveau." },
    expired: { title: "Le délai de paiement est passé", text: "La commande a été annulée. Vous pouvez commander à nouveau." },
    review: {
      title: "Nous examinons votre paiement",
      text: "Votre paiement est arrivé, et la boutique l’examine. Ne payez pas une deuxième fois ; nous vous contacterons.",
    },
    unreachable: { title: "La boutique ne répond pas", text: "Vérifiez votre connexion et regardez à nouveau. Votre commande suit son cours." },
    unknown: { title: "Nous ne connaissons pas ce paiement", text: "Le lien est peut-être incomplet. Si vous avez commandé, votre commande est en sécurité chez nous." },
  },
  actions: { look: "Regarder à nouveau", retry: "Réessayer", shop: "Retour à la boutique" },
  problems: {
    offline: "La boutique n’a pas répondu. Vérifiez votre connexion et réessayez. Vous ne paierez pas deux fois.",
    busy: "La boutique s’occupe déjà de votre paiement. Réessayez dans un instant.",
    unavailable: "Le paiement n’est pas disponible pour le moment. Rien n’a été débité. Réessayez bientôt.",
    unknown: "Nous ne trouvons pas cette commande. Recommencez à partir de votre panier.",
    refused: "Cette commande ne peut pas être payée telle quelle. Vérifiez votre panier ou contactez la boutique.",
  },
  words: {
    orderNumber: "Numéro de commande",
    amount: "Montant",
    paid: "Payé",
    looksAgain: "Cette page regarde à nouveau d’elle-même.",
    notPaidYet: "Pas encore payé ?",
    goToPayment: "Aller à la page de paiement",
  },
}

export const TRANSLATIONS: Record<AlmaraLanguage, Translation> = { en, sw, fr }

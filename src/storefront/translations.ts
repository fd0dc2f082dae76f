import { FAILURE_SENTENCES, SHOPPER_TEXTS } from "../core/views/shopper-texts"
import type { FailureReason } from "../core/checkout/result-codes"
import type { AlmaraLanguage } from "../core/views/language"
import type { AlmaraProblemKind } from "./problem"
import type { ShopperAction, ShopperState } from "./states"

/** All that is said to a shopper in one language. `{until}` stands for one of `until`, or for nothing. */
export interface Translation {
  states: Record<ShopperState, { title: string; text: string }>
  /** Why a payment failed, before what can be done. */
  failures: Record<FailureReason, string>
  until: Record<"today" | "later", string>
  actions: Record<Exclude<ShopperAction, "wait"> | "pay", string>
  problems: Record<AlmaraProblemKind, string>
  words: Record<
    | "orderNumber"
    | "amount"
    | "paid"
    | "looksAgain"
    | "notPaidYet"
    | "stillOpen"
    | "payableUntil"
    | "goToPayment"
    | "backToShop"
    | "startOver"
    | "startOverNote"
    | "startedOver",
    string
  >
}

const en: Translation = {
  // Bundlers keep what is spread, also where nobody uses it.
  states: /* @__PURE__ */ Object.assign({}, SHOPPER_TEXTS, {
    unconfirmed: {
      title: "Your payment is not confirmed yet",
      text: "We go on asking, and your order goes on by itself. You may close this page. If you have paid, please do not pay again.",
    },
    unreachable: {
      title: "We cannot reach the store",
      text: "Check your connection and look again. Your order goes on by itself.",
    },
    unknown: {
      title: "We do not know this payment",
      text: "The link may be incomplete. If you placed an order, it is safe with us.",
    },
  }),
  failures: FAILURE_SENTENCES,
  until: { today: "until {time}", later: "until {date}" },
  actions: { look: "Look again", retry: "Try again", pay: "Pay now", shop: "Back to the shop" },
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
    stillOpen: "Still open",
    notPaidYet: "Not paid yet?",
    payableUntil: "You can pay {until}.",
    goToPayment: "Go to the payment page",
    backToShop: "Back to the shop",
    startOver: "Change the order",
    startOverNote:
      "If you change it, your order is given up and a new cart has the same things. Please do not pay on the old payment page after that.",
    startedOver: "Your order was given up. Please do not pay on its payment page any more.",
  },
}

const sw: Translation = {
  states: {
    preparing: { title: "Malipo yako yanaandaliwa", text: "Subiri kidogo." },
    not_started: { title: "Malipo hayakuanza", text: "Hukutozwa chochote. Unaweza kujaribu tena {until}." },
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
    failed: { title: "Malipo hayakufanikiwa", text: "Unaweza kujaribu tena {until}, hata kwa kadi nyingine." },
    failed_for_good: { title: "Malipo hayakufanikiwa", text: "Hayawezi kujaribiwa tena. Karibu uagize upya." },
    partly_paid: {
      title: "Asante. Sehemu bado haijalipwa",
      text: "Malipo yako yamepokelewa. Oda sasa inadai zaidi, na kiasi kilichobaki kinaweza kulipwa.",
    },
    changed: {
      title: "Oda imebadilika",
      text: "Sasa kiasi kingine kinapaswa kulipwa. Tafadhali usilipe tena kwenye ukurasa wa zamani.",
    },
    canceled: { title: "Uliacha malipo", text: "Bado unaweza kulipa {until}." },
    canceled_for_good: { title: "Uliacha malipo", text: "Haiwezi kulipwa tena. Karibu uagize upya." },
    order_canceled: {
      title: "Oda ilighairiwa",
      text: "Tafadhali usilipe tena kwenye ukurasa wake wa malipo. Ikiwa umeshalipa, tutawasiliana nawe. Karibu uagize upya.",
    },
    order_paid: {
      title: "Oda hii imelipwa",
      text: "Hakuna kilichobaki kulipwa. Tafadhali usilipe tena kwenye ukurasa wa zamani wa malipo.",
    },
    dealt_with: {
      title: "Duka limeshughulikia malipo yako ya awali",
      text: "Hayahesabiwi kwa oda hii, ambayo bado haijalipwa. Bado unaweza kulipa {until}.",
    },
    dealt_with_for_good: {
      title: "Duka limeshughulikia malipo yako",
      text: "Hakuna kilichobaki kulipwa hapa. Ukiwa na swali, tafadhali wasiliana na duka.",
    },
    expired: {
      title: "Muda wa kulipa umekwisha",
      text: "Haikulipwa kwa wakati, kwa hiyo hakuna kitakachotumwa. Karibu uagize upya.",
    },
    review: {
      title: "Tunaangalia malipo yako",
      text: "Malipo yako yamefika, na mtu dukani anayaangalia. Tafadhali usilipe tena; tutawasiliana nawe.",
    },
    unclear: {
      title: "Tunakagua malipo yako",
      text: "Bado haijulikani kama yamefanikiwa, na mtu dukani anauliza. Tafadhali usilipe tena; tutawasiliana nawe.",
    },
    unreachable: {
      title: "Duka halipatikani",
      text: "Angalia mtandao wako kisha utazame tena. Oda yako itaendelea yenyewe.",
    },
    unknown: {
      title: "Hatuyajui malipo haya",
      text: "Huenda kiungo hakijakamilika. Ikiwa uliagiza, oda yako iko salama kwetu.",
    },
  },
  failures: {
    declined: "Kadi ilikataliwa.",
    funds: "Hakukuwa na pesa za kutosha kwenye kadi au akaunti.",
    limit: "Kiasi hakilingani na kikomo cha kadi au akaunti.",
    card: "Kadi au akaunti haikukubaliwa.",
    timeout: "Malipo yalichukua muda mrefu mno.",
    service: "Huduma ya malipo ilipata tatizo.",
  },
  until: { today: "hadi {time}", later: "hadi {date}" },
  actions: { look: "Tazama tena", retry: "Jaribu tena", pay: "Lipa sasa", shop: "Rudi dukani" },
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
    stillOpen: "Bado inadaiwa",
    notPaidYet: "Bado hujalipa?",
    payableUntil: "Unaweza kulipa {until}.",
    goToPayment: "Nenda kwenye ukurasa wa malipo",
    backToShop: "Rudi dukani",
    startOver: "Badilisha oda",
    startOverNote:
      "Ukiibadilisha, oda yako itaachwa na kikapu kipya kitakuwa na vitu vilevile. Baada ya hapo, tafadhali usilipe kwenye ukurasa wa zamani wa malipo.",
    startedOver: "Oda yako imeachwa. Tafadhali usilipe tena kwenye ukurasa wake wa malipo.",
  },
}

const fr: Translation = {
  states: {
    preparing: { title: "Votre paiement se prépare", text: "Un instant, s’il vous plaît." },
    not_started: {
      title: "Le paiement n’a pas pu commencer",
      text: "Rien n’a été débité. Vous pouvez réessayer {until}.",
    },
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
    failed: { title: "Le paiement n’a pas abouti", text: "Vous pouvez réessayer {until}, aussi avec une autre carte." },
    failed_for_good: {
      title: "Le paiement n’a pas abouti",
      text: "Il ne peut plus être réessayé. Vous pouvez commander à nouveau.",
    },
    partly_paid: {
      title: "Merci. Un solde reste à payer",
      text: "Votre paiement a été reçu. La commande demande davantage maintenant, et le reste peut être payé.",
    },
    changed: {
      title: "La commande a changé",
      text: "Un autre montant est à payer maintenant. Veuillez ne plus payer sur l’ancienne page.",
    },
    canceled: { title: "Vous avez quitté le paiement", text: "Vous pouvez encore payer {until}." },
    canceled_for_good: {
      title: "Vous avez quitté le paiement",
      text: "Il n’est plus possible de payer. Vous pouvez commander à nouveau.",
    },
    order_canceled: {
      title: "La commande a été annulée",
      text: "Ne payez plus sur sa page de paiement. Si vous avez déjà payé, nous vous contacterons. Vous pouvez commander à nouveau.",
    },
    order_paid: {
      title: "Cette commande est payée",
      text: "Il ne reste rien à payer. Ne payez plus sur l’ancienne page de paiement.",
    },
    dealt_with: {
      title: "La boutique a traité votre paiement précédent",
      text: "Il ne compte pas pour cette commande, qui reste à payer. Vous pouvez encore payer {until}.",
    },
    dealt_with_for_good: {
      title: "La boutique a traité votre paiement",
      text: "Il ne reste rien à payer ici. Pour toute question, contactez la boutique.",
    },
    expired: {
      title: "Le délai de paiement est passé",
      text: "Rien n’a été payé à temps, donc rien ne sera envoyé. Vous pouvez commander à nouveau.",
    },
    review: {
      title: "Nous examinons votre paiement",
      text: "Votre paiement est arrivé, et la boutique l’examine. Ne payez pas une deuxième fois ; nous vous contacterons.",
    },
    unclear: {
      title: "Nous vérifions votre paiement",
      text: "Il n’est pas encore certain qu’il ait abouti, et la boutique se renseigne. Ne payez pas une deuxième fois ; nous vous contacterons.",
    },
    unreachable: {
      title: "La boutique ne répond pas",
      text: "Vérifiez votre connexion et regardez à nouveau. Votre commande suit son cours.",
    },
    unknown: {
      title: "Nous ne connaissons pas ce paiement",
      text: "Le lien est peut-être incomplet. Si vous avez commandé, votre commande est en sécurité chez nous.",
    },
  },
  failures: {
    declined: "La carte a été refusée.",
    funds: "Il n’y avait pas assez d’argent sur la carte ou le compte.",
    limit: "Le montant ne respecte pas une limite de la carte ou du compte.",
    card: "La carte ou le compte n’a pas été accepté.",
    timeout: "Le paiement a duré trop longtemps.",
    service: "Le service de paiement a eu un problème.",
  },
  until: { today: "jusqu’à {time}", later: "jusqu’au {date}" },
  actions: { look: "Regarder à nouveau", retry: "Réessayer", pay: "Payer maintenant", shop: "Retour à la boutique" },
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
    stillOpen: "Reste à payer",
    notPaidYet: "Pas encore payé ?",
    payableUntil: "Vous pouvez payer {until}.",
    goToPayment: "Aller à la page de paiement",
    backToShop: "Retour à la boutique",
    startOver: "Modifier la commande",
    startOverNote:
      "Si vous la modifiez, votre commande sera abandonnée et un nouveau panier contiendra les mêmes articles. Ensuite, ne payez plus sur l’ancienne page de paiement.",
    startedOver: "Votre commande est abandonnée. Ne payez plus sur sa page de paiement.",
  },
}

export const TRANSLATIONS: Record<AlmaraLanguage, Translation> = { en, sw, fr }

import type { AlmaraLanguage } from "./language"
import { CALLBACKS_MISSED, type MerchantNoticeKind } from "./merchant-notice"

/** What the merchant reads; `{…}` are places. */
interface NoticeTexts {
  title: string
  /** Where several are told of together. */
  titleOfMany?: string
  text: string
  over: string
  overMany?: string
}

interface MerchantTexts {
  /** What a payment is called in a title. */
  order: string
  payment: string
  open: string
  kinds: Record<MerchantNoticeKind, NoticeTexts>
}

const { hours } = CALLBACKS_MISSED

export const MERCHANT_NOTICE_TEXTS: Record<AlmaraLanguage, MerchantTexts> = {
  en: {
    order: "order {number}",
    payment: "payment {number}",
    open: "Open the page",
    kinds: {
      held_money: {
        title: "Money waits for you: {what}",
        titleOfMany: "Money waits for you: {count} payments",
        text: "Nothing is lost. The page says what happened, and what you can do.",
        over: "All well again: {what}",
        overMany: "All well again: {count} payments",
      },
      dead_letter: {
        title: "A callback from Almara was given up",
        titleOfMany: "{count} callbacks from Almara were given up",
        text: "They could not be processed, however often that was tried. The page says why. Replay them there.",
        over: "All well again: the callback that was given up is dealt with",
        overMany: "All well again: {count} callbacks that were given up are dealt with",
      },
      no_callbacks: {
        title: "Almara's callbacks do not arrive",
        text: `Payments go on, and are found by asking, but later. No callback with your signature has come for ${hours} hours or more. Send a test callback on the page.`,
        over: "All well again: Almara's callbacks arrive",
      },
      token_refused: {
        title: "Almara refuses your credentials",
        text: "Nobody can pay until that ends. Compare client id, client secret and scope with what Almara gave you, or ask Almara.",
        over: "All well again: Almara accepts your credentials",
      },
      job_stands_still: {
        title: "A scheduled job stands still: {what}",
        titleOfMany: "{count} scheduled jobs stand still",
        text: "Payments may not be noticed meanwhile. Look into the log of the store's processes, and start them again.",
        over: "All well again: the scheduled job {what} runs",
        overMany: "All well again: {count} scheduled jobs run",
      },
    },
  },
  sw: {
    order: "oda {number}",
    payment: "malipo {number}",
    open: "Fungua ukurasa",
    kinds: {
      held_money: {
        title: "Pesa zinakusubiri: {what}",
        titleOfMany: "Pesa zinakusubiri: malipo {count}",
        text: "Hakuna kilichopotea. Ukurasa unaeleza kilichotokea na unachoweza kufanya.",
        over: "Mambo ni sawa tena: {what}",
        overMany: "Mambo ni sawa tena: malipo {count}",
      },
      dead_letter: {
        title: "Taarifa moja ya Almara imekwama",
        titleOfMany: "Taarifa {count} za Almara zimekwama",
        text: "Hazikuweza kushughulikiwa ingawa ilijaribiwa mara nyingi. Ukurasa unaeleza sababu. Zishughulikie tena hapo.",
        over: "Mambo ni sawa tena: taarifa iliyokwama imeshughulikiwa",
        overMany: "Mambo ni sawa tena: taarifa {count} zilizokwama zimeshughulikiwa",
      },
      no_callbacks: {
        title: "Taarifa za Almara hazifiki",
        text: `Malipo yanaendelea, na yanagunduliwa kwa kuuliza, lakini kwa kuchelewa. Hakuna taarifa yenye sahihi yako iliyofika kwa saa ${hours} au zaidi. Tuma taarifa ya majaribio kwenye ukurasa huo.`,
        over: "Mambo ni sawa tena: taarifa za Almara zinafika",
      },
      token_refused: {
        title: "Almara inakataa vitambulisho vyako",
        text: "Hakuna anayeweza kulipa hadi hili liishe. Linganisha client id, client secret na scope na ulivyopewa na Almara, au uliza Almara.",
        over: "Mambo ni sawa tena: Almara inakubali vitambulisho vyako",
      },
      job_stands_still: {
        title: "Kazi ya ratiba imesimama: {what}",
        titleOfMany: "Kazi {count} za ratiba zimesimama",
        text: "Huenda malipo yasionekane kwa sasa. Angalia kumbukumbu za michakato ya duka, kisha uianzishe upya.",
        over: "Mambo ni sawa tena: kazi ya ratiba {what} inaendelea",
        overMany: "Mambo ni sawa tena: kazi {count} za ratiba zinaendelea",
      },
    },
  },
  fr: {
    order: "commande {number}",
    payment: "paiement {number}",
    open: "Ouvrir la page",
    kinds: {
      held_money: {
        title: "De l'argent vous attend : {what}",
        titleOfMany: "De l'argent vous attend : {count} paiements",
        text: "Rien n'est perdu. La page dit ce qui s'est passé, et ce que vous pouvez faire.",
        over: "Tout est rentré dans l'ordre : {what}",
        overMany: "Tout est rentré dans l'ordre : {count} paiements",
      },
      dead_letter: {
        title: "Une notification d'Almara a été abandonnée",
        titleOfMany: "{count} notifications d'Almara ont été abandonnées",
        text: "Elles n'ont pas pu être traitées, malgré plusieurs essais. La page dit pourquoi. Rejouez-les sur cette page.",
        over: "Tout est rentré dans l'ordre : la notification abandonnée est traitée",
        overMany: "Tout est rentré dans l'ordre : {count} notifications abandonnées sont traitées",
      },
      no_callbacks: {
        title: "Les notifications d'Almara n'arrivent pas",
        text: `Les paiements continuent et sont trouvés en interrogeant Almara, mais plus tard. Aucune notification portant votre signature n'est arrivée depuis ${hours} heures ou plus. Envoyez une notification d'essai sur la page.`,
        over: "Tout est rentré dans l'ordre : les notifications d'Almara arrivent",
      },
      token_refused: {
        title: "Almara refuse vos identifiants",
        text: "Personne ne peut payer tant que cela dure. Comparez client id, client secret et scope avec ceux qu'Almara vous a donnés, ou demandez à Almara.",
        over: "Tout est rentré dans l'ordre : Almara accepte vos identifiants",
      },
      job_stands_still: {
        title: "Une tâche planifiée est arrêtée : {what}",
        titleOfMany: "{count} tâches planifiées sont arrêtées",
        text: "Des paiements peuvent passer inaperçus. Regardez le journal des processus de la boutique, et redémarrez-les.",
        over: "Tout est rentré dans l'ordre : la tâche planifiée {what} tourne",
        overMany: "Tout est rentré dans l'ordre : {count} tâches planifiées tournent",
      },
    },
  },
}

import type { Problems } from "./en"

/** Sababu za kukataliwa au kushindikana, kwa Kiswahili. */
export const problems: Problems = {
  problems: {
    forbidden: "Huna ruhusa ya kufanya hivi. Muulize anayesimamia majukumu katika duka lako.",
    unreachable: "Duka lako halikuweza kufikiwa. Angalia mtandao wako na ujaribu tena.",
    detail: "{{sentence}} ({{detail}})",
    signedOut: "Muda wa kuingia umekwisha. Ingia tena.",
    server: "Duka lako limejibu kwa hitilafu (HTTP {{status}}).",
    unreadable: "Jibu la duka lako halikusomeka.",
  },
  refusals: {
    no_such_checkout: "Hakuna malipo kama hayo ya Almara.",
    no_such_callback: "Hakuna taarifa kama hiyo.",
    busy: "Malipo haya yanakaguliwa sasa hivi. Jaribu tena baada ya sekunde chache.",
    not_held: "Ni malipo yanayohitaji kuangaliwa tu yanayoweza kushughulikiwa; haya hayahitaji, au hayahitaji tena.",
    already_dealt_with: "Mtu mwingine ameshughulikia malipo haya sasa hivi.",
    already_booked: "Medusa imekwisha andika malipo haya. Kagua na Almara badala yake, na urudishe fedha kwenye oda ikibidi.",
    not_acceptable: "Malipo haya hayawezi kuwekwa kwenye oda. Rudisha fedha nje ya Almara, au yaondoe kwenye orodha.",
    order_paid: "Oda imekwisha lipwa. Rudisha fedha hizi nje ya Almara.",
    order_canceled: "Oda ilighairiwa, na oda iliyoghairiwa haiwezi kulipwa. Rudisha fedha hizi nje ya Almara, au weka oda upya na uandike kuwa haya yameshughulikiwa.",
    gone: "Hakuna tena oda wala kikapu kwa malipo haya. Rudisha fedha nje ya Almara.",
    nothing_waits: "Hakuna tena kinachosubiri malipo ya Almara hapa. Rudisha fedha nje ya Almara.",
    other_sum: "Mteja alilipa {{received}}, lakini kinachosubiriwa ni {{expected}}. Rudisha fedha nje ya Almara, au iombe Almara isahihishe ripoti yake.",
    sum_uncertain: "Almara haiwezi kuulizwa kwa vitambulisho hivi (chaguo verification), kwa hiyo kiasi kilicholipwa si hakika. Rudisha fedha nje ya Almara.",
    not_confirmed: "Almara, ilipoulizwa tena, haithibitishi malipo haya. Hakuna kilichobadilishwa.",
    other_reference: "Almara inaripoti malipo haya kwa kumbukumbu nyingine. Hakuna kilichobadilishwa.",
    cannot_ask: "Almara haikuweza kuulizwa: {{reason}}",
    not_placed: "Oda haikuweza kuwekwa: {{reason}}",
  },
  almaraErrors: {
    configuration: "Mipangilio ya programu-jalizi hailingani.",
    unauthorized: "Almara haikubali vitambulisho.",
    forbidden: "Almara hairuhusu hili kwa vitambulisho hivi.",
    refused: "Almara ilikataa ombi.",
    duplicate: "Almara tayari ina malipo yenye kitambulisho hiki.",
    not_found: "Almara haiyajui malipo haya.",
    unavailable: "Almara haifikiki au haifanyi kazi sasa.",
    timeout: "Almara haikujibu kwa wakati.",
    unreadable: "Jibu la Almara halikuweza kusomwa.",
    signature: "Anwani hii haikutiwa sahihi na duka hili.",
  },
}

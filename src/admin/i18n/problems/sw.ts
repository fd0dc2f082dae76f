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
  businessErrors: {
    no_such_checkout: "Hakuna malipo kama hayo ya Almara.",
    no_such_callback: "Hakuna taarifa kama hiyo.",
    no_such_order: "Hakuna oda kama hiyo.",
    busy: "Malipo haya yanakaguliwa sasa hivi. Jaribu tena baada ya sekunde chache.",
    not_held: "Ni malipo yanayohitaji kuangaliwa tu yanayoweza kushughulikiwa; haya hayahitaji, au hayahitaji tena.",
    already_dealt_with: "Mtu mwingine ameshughulikia malipo haya sasa hivi.",
    case_changed:
      "Malipo haya yanahusu jambo lingine sasa: sababu nyingine, au kiasi kingine. Yaangalie tena kabla ya kuamua.",
    being_placed: "Huenda oda inawekwa kwa malipo haya sasa hivi. Yaangalie tena baada ya dakika mbili.",
    under_way:
      "Malipo haya bado yanawekwa kwenye oda yake, na hayawezi kuwa kitu kingine kwa sasa. Rekebisha kinachozuia, kisha kagua na Almara.",
    already_booked:
      "Medusa imekwisha andika malipo haya. Kagua na Almara badala yake, na urudishe fedha kwenye oda ikibidi.",
    not_acceptable: "Malipo haya hayawezi kuwekwa kwenye oda. Rudisha fedha nje ya Almara, au yaondoe kwenye orodha.",
    order_paid: "Oda imekwisha lipwa. Rudisha fedha hizi nje ya Almara.",
    order_canceled:
      "Oda ilighairiwa, na oda iliyoghairiwa haiwezi kulipwa. Rudisha fedha hizi nje ya Almara, au weka oda upya.",
    order_not_canceled:
      "Oda iliyoghairiwa tu ndiyo inayoweza kuwekwa upya. Weka malipo haya kwenye oda yake badala yake.",
    variant_gone: "{{title}} imefutwa dukani, kwa hiyo oda haiwezi kuwekwa upya. Rudisha fedha hizi nje ya Almara.",
    region_changed:
      "Eneo la oda hii halipo tena, au lina sarafu nyingine sasa, kwa hiyo oda haiwezi kuwekwa upya. Rudisha fedha hizi nje ya Almara.",
    no_stock:
      "Bidhaa zilizopo hazitoshi kuweka oda hii upya. Ongeza zinazokosekana ujaribu tena, au rudisha fedha hizi nje ya Almara.",
    gone: "Hakuna tena oda wala kikapu kwa malipo haya. Rudisha fedha nje ya Almara.",
    nothing_waits: "Hakuna tena kinachosubiri malipo ya Almara hapa. Rudisha fedha nje ya Almara.",
    other_amount:
      "Mteja alilipa {{received}}, lakini kinachosubiriwa ni {{expected}}. Rudisha fedha nje ya Almara, au iombe Almara isahihishe ripoti yake.",
    more_than_owed:
      "Mteja alilipa {{received}}, na oda inadai {{expected}} tu. Rudisha malipo haya nje ya Almara, au badilisha oda kwanza.",
    amount_uncertain:
      "Almara haiwezi kuulizwa kwa vitambulisho hivi (chaguo verification), kwa hiyo kiasi kilicholipwa si hakika. Rudisha fedha nje ya Almara.",
    amount_not_told:
      "Kwa njia hii ya malipo jibu la Almara halitaji kiasi, kwa hiyo kiasi kilicholipwa si hakika. Rudisha fedha nje ya Almara.",
    amount_needed:
      "Ripoti ya Almara kuhusu malipo haya haina kiasi kinachosomeka. Angalia kwa Almara ni kiasi gani kilifika, kisha andika kiasi hicho hasa.",
    amount_invalid: "Andika kiasi kilichofika kama namba chanya ya {{currency}}, kwa mfano {{example}}.",
    amount_known: "Ripoti ya Almara inataja kiasi cha malipo haya: {{received}}. Kiasi kingine hakiwezi kuandikwa.",
    cart_needs_amount:
      "Kikapu kinaweza kuagizwa kwa {{expected}} tu, na kilichofika ni {{received}}. Rudisha fedha nje ya Almara.",
    not_confirmed: "Almara, ilipoulizwa tena, haithibitishi malipo haya. Hakuna kilichobadilishwa.",
    other_reference: "Almara inaripoti malipo haya kwa kumbukumbu nyingine. Hakuna kilichobadilishwa.",
    order_not_waiting: "Oda hii haisubiri malipo tena: ilighairiwa, ilikamilika au iliwekwa kumbukumbu.",
    deadline_is_past: "Muda huu wa mwisho umekwisha pita. Chagua muda wa baadaye, au ibakishe oda bila muda wa mwisho.",
    almara_has_money: "Almara ina fedha za oda hii. Angalia kwanza malipo yake.",
    callback_says_paid:
      "Taarifa inasema kuwa oda hii ililipwa, na Almara bado haijathibitisha. Angalia kwanza taarifa.",
    no_provider:
      "Eneo la oda hii halina mtoa huduma wa malipo wa Almara. Muongeze kwenye mipangilio ya eneo, kisha ujaribu tena.",
    no_email_provider:
      "Duka hili halina mtoa huduma wa arifa kwa barua pepe. Muongeze kwenye mipangilio yake, au nakili kiungo na ukitume mwenyewe.",
    no_email_address: "Oda hii haina anwani ya barua pepe. Iongeze kwenye oda, au nakili kiungo na ukitume mwenyewe.",
    email_not_sent:
      "Barua pepe haikuweza kutumwa, na kiungo chake kimeondolewa. Angalia kumbukumbu za duka, au nakili kiungo kipya na ukitume mwenyewe.",
    nothing_owed: "Oda hii haidaiwi chochote tena.",
    other_provider_has_money: "Mtoa huduma mwingine anashikilia fedha za oda hii. Pokea au ghairi kwanza malipo hayo.",
    cannot_check: "Almara haikuweza kuulizwa: {{reason}}",
    not_settled: "Medusa haikuweza kutekeleza hili kwa sasa, na itajaribu tena yenyewe: {{reason}}",
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

import type { Links } from "./en"

/** Viungo ambavyo oda inalipwa kupitia, kwa Kiswahili. */
export const links: Links = {
  links: {
    title: "Kiungo cha malipo",
    owed: "{{amount}} bado haijalipwa.",
    restTitle: "Omba kilichobaki",
    copyRest: "Nakili kiungo cha malipo ya kilichobaki",
    sendRest: "Tuma kiungo cha kilichobaki kwa barua pepe",
    none: "Hakuna kiungo kinachofanya kazi kwa sasa.",
    more_one: "Kiungo {{count}} cha awali kinafanya kazi pia.",
    more_other: "Viungo {{count}} vya awali vinafanya kazi pia.",
    made: "Kimetengenezwa",
    until: "Kinatumika hadi",
    held: "Bidhaa zake zimetengwa hadi {{when}}.",
    sent: "Kimetumwa kwa barua pepe",
    seen: "Kimeangaliwa",
    opened: "Ukurasa wa malipo umefunguliwa",
    notYet: "Bado",
    copy: "Nakili kiungo cha malipo",
    copyText:
      "Yeyote aliye na kiungo anaona kinachodaiwa kwenye oda hii, na anaweza kukilipa. Oda yenye muda wa mwisho inabakiza bidhaa zake hadi kiungo kiishe.",
    copyNow: "Kiungo kinatengenezwa…",
    send: "Tuma kwa barua pepe",
    sendText:
      "Kiungo kipya kinatumwa kwa anwani ya barua pepe ya oda. Oda yenye muda wa mwisho inabakiza bidhaa zake hadi kiungo kiishe.",
    sendNow: "Barua pepe inatumwa…",
    sendDone: "Barua pepe imekabidhiwa kwa mtoa huduma wako wa barua pepe.",
    validity: "Kinatumika kwa",
    days_one: "Siku {{count}}",
    days_other: "Siku {{count}}",
    address: "Anwani ya kiungo",
    once: "Unaiona sasa tu, kwa sababu haihifadhiwi popote. Ikipotea, tengeneza mpya.",
    copied: "Kiungo kimenakiliwa.",
    notCopied: "Kivinjari chako hakikunakili. Nakili kutoka kwenye kisanduku.",
    copyAgain: "Nakili tena",
    withdraw: "Ondoa",
    withdrawn: "Hakuna kiungo cha oda hii kinachofanya kazi tena.",
    withdrawText:
      "Viungo vyote vya oda hii vinaisha mara moja; muda wake wa mwisho unabaki. Ukurasa uliofunguliwa Almara bado unaweza kulipwa.",
  },
}

import type { Orders } from "./en"

/** Oda inasubiri hadi lini, na ililipwaje bila Almara, kwa Kiswahili. */
export const orders: Orders = {
  term: {
    title: "Muda wa kulipa",
    until: "Itaghairiwa bila malipo tarehe {{when}}.",
    kept: "Imebakishwa: haina muda wa mwisho.",
    noDeadline: "Hakuna kinachoghairi oda hii chenyewe.",
    keep: "Bakisha bila muda wa mwisho",
    keepText:
      "Oda haitaghairiwa tena, hata kama hakuna anayelipa kwa muda mrefu, na bidhaa zake zinabaki zimetengwa. Ighairi mwenyewe ikiwa hakuna atakayelipa. Ukurasa uliofunguliwa Almara una muda wake wenyewe.",
    move: "Badilisha muda wa mwisho",
    moveText:
      "Hadi muda wa mwisho oda inaweza kulipwa, na bidhaa zake zinabaki zimetengwa. Baada ya hapo inaghairiwa, na bidhaa na kodi zinaachiliwa. Ukurasa uliofunguliwa Almara una muda wake wenyewe; mpya unaisha kabla ya muda huo wa mwisho au wakati huohuo.",
    moveLabel: "Inaweza kulipwa hadi",
    moveHint: "Kwa saa za mahali ulipo, {{zone}}.",
    moveNeeded: "Chagua siku na saa.",
    moveSure: "Oda itaghairiwa bila malipo tarehe {{when}}.",
    moveNow: "Muda wa mwisho unabadilishwa…",
    paid: "Imelipwa kwa njia nyingine",
    paidText: "Kwa oda iliyolipwa kwa fedha taslimu, kupitia benki au kwa njia yoyote isiyo Almara.",
    paidSure:
      "Almara inaulizwa kwanza, na hakuna kinachobadilika ikiwa ina fedha za oda hii. Vinginevyo ukurasa wetu wa malipo unafungwa, na kinachodaiwa kwenye oda kinaandikwa kuwa kimelipwa. Fedha zitakazokuja tena kupitia ukurasa huo zitazuiwa kama malipo ya mara mbili. Hili haliwezi kutenduliwa.",
    paidNow: "Almara inaulizwa…",
    how: "Ililipwaje?",
    howNeeded: "Eleza ililipwaje, kwa maneno machache.",
  },
}

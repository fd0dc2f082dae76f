import type { Attentions } from "./en"

/** Kwa nini mtu aangalie malipo ingawa hakuna fedha zilizozuiwa. */
export const attentions: Attentions = {
  attentions: {
    not_booked:
      "Almara ilithibitisha malipo haya dakika kadhaa zilizopita, na Medusa bado haikuweza kuyaweka kwenye oda yake. Inajaribiwa tena; tatizo la mwisho linasema kinachozuia.",
    books_differ:
      "Vitabu vinatofautiana kuhusu malipo haya: vyetu vinahesabu {{almara_amount}} kutoka Almara, vya Medusa {{medusa_amount}}. Linganisha vyote viwili na ripoti ya Almara yenyewe, sahihisha kilicho na kosa, kisha useme hapa.",
    overpaid:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: oda ilibadilishwa baada ya kulipwa, au wakati wa kulipwa. Rudisha kiasi hicho nje ya Almara, kisha useme hapa.",
    overpaid_return:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: bidhaa zilirudishwa, au ziko njiani kurudi. Rudisha kiasi hicho nje ya Almara ukishazipata, kisha andika marejesho au useme hapa.",
    overpaid_claim:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: dai lilikubaliwa. Rudisha kiasi hicho nje ya Almara, kisha andika marejesho au useme hapa.",
    overpaid_exchange:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: bidhaa zilibadilishwa kwa za bei nafuu. Rudisha kiasi hicho nje ya Almara, kisha andika marejesho au useme hapa.",
    overpaid_payments:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: malipo zaidi ya moja yalikuja kwa ajili yake. Rudisha kiasi hicho nje ya Almara, kisha useme hapa.",
    overpaid_credit:
      "Mteja alilipa {{amount}} zaidi ya kile oda inachodai sasa: oda ilipewa salio. Rudisha kiasi hicho nje ya Almara, kisha useme hapa.",
    usage_kept:
      "Oda ilighairiwa bila kulipwa, na matumizi yake ya promosheni bado hayajaweza kurudishwa. Jaribio hurudiwa kila nusu dakika; kumbukumbu ya duka ina sababu.",
    unclear:
      "Muda wa kulipa umekwisha, na jibu la mwisho la Almara halisemi imelipwa wala imeshindikana. Uliza Almara kama mteja alilipa, kabla ya mtu yeyote kulipa tena.",
  },
  attentionRefunds: {
    part: "Lakini {{refunded_amount}} kati yake ziliwekwa alama hapo awali kuwa zimerudishwa: zimebaki {{left_amount}} tu za kurudisha.",
    all: "Lakini {{refunded_amount}} kati yake ziliwekwa alama hapo awali kuwa zimerudishwa, na Medusa imeandika marejesho tangu hapo: huenda hakuna kilichobaki. Hakiki kabla ya kutuma zaidi.",
  },
}

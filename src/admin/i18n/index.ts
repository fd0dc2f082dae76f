import { attentions as attentionsEn } from "./attention/en"
import { attentions as attentionsFr } from "./attention/fr"
import { attentions as attentionsSw } from "./attention/sw"
import { en } from "./en"
import { fr } from "./fr"
import { links as linksEn } from "./links/en"
import { links as linksFr } from "./links/fr"
import { links as linksSw } from "./links/sw"
import { orders as ordersEn } from "./orders/en"
import { orders as ordersFr } from "./orders/fr"
import { orders as ordersSw } from "./orders/sw"
import { problems as problemsEn } from "./problems/en"
import { problems as problemsFr } from "./problems/fr"
import { problems as problemsSw } from "./problems/sw"
import { settings as settingsEn } from "./settings/en"
import { settings as settingsFr } from "./settings/fr"
import { settings as settingsSw } from "./settings/sw"
import { sw } from "./sw"

/** Medusa merges these into its own dashboard's texts; the plugin's stand in a namespace of their own. */
export default {
  en: { almara: { ...en, ...problemsEn, ...settingsEn, ...attentionsEn, ...ordersEn, ...linksEn } },
  sw: { almara: { ...sw, ...problemsSw, ...settingsSw, ...attentionsSw, ...ordersSw, ...linksSw } },
  fr: { almara: { ...fr, ...problemsFr, ...settingsFr, ...attentionsFr, ...ordersFr, ...linksFr } },
}

import { en } from "./en"
import { fr } from "./fr"
import { more as moreEn } from "./more/en"
import { more as moreFr } from "./more/fr"
import { more as moreSw } from "./more/sw"
import { sw } from "./sw"

/** Medusa merges these into its own dashboard's texts; the plugin's stand in a namespace of their own. */
export default { en: { almara: { ...en, ...moreEn } }, sw: { almara: { ...sw, ...moreSw } }, fr: { almara: { ...fr, ...moreFr } } }

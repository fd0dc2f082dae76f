import { en } from "./en"
import { fr } from "./fr"
import { sw } from "./sw"

/** Medusa merges these into its own dashboard's texts; the plugin's stand in a namespace of their own. */
export default { en: { almara: en }, sw: { almara: sw }, fr: { almara: fr } }

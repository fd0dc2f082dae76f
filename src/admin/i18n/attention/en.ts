import { ATTENTION_REASONS } from "../../../core/checkout/attention"
import type { Texts } from "../en"

/** Why a person has to look at a payment although no money is held, in English. */
export const attentions = { attentions: ATTENTION_REASONS }

/** What a language has to say here; a missing key does not compile. */
export type Attentions = Texts<typeof attentions>

import { ATTENTION_REASONS, ATTENTION_REFUNDS } from "../../../core/checkout/attention"
import type { Texts } from "../en"

/** Why a person has to look at a payment although no money is held, in English. */
export const attentions = { attentions: ATTENTION_REASONS, attentionRefunds: ATTENTION_REFUNDS }

/** What a language has to say here; a missing key does not compile. */
export type Attentions = Texts<typeof attentions>

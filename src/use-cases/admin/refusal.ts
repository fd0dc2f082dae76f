import { MedusaError } from "@medusajs/framework/utils"
import { refusalSentence, type RefusalBody, type RefusalCode, type RefusalValues } from "../../core/views/admin/refusals"

const NOT_FOUND: readonly RefusalCode[] = ["no_such_checkout", "no_such_callback", "no_such_order"]
const CONFLICT: readonly RefusalCode[] = ["busy", "already_dealt_with", "being_placed"]

/** Something that the merchant asked for and that cannot be done, with the reason as a code and as a sentence. */
export class Refusal extends MedusaError {
  constructor(
    readonly reason: RefusalCode,
    readonly values: RefusalValues = {}
  ) {
    super(typeOf(reason), refusalSentence(reason, values), reason)
  }

  get httpStatus(): number {
    if (this.type === MedusaError.Types.NOT_FOUND) return 404
    return this.type === MedusaError.Types.CONFLICT ? 409 : 400
  }

  get body(): RefusalBody {
    return { code: this.reason, type: this.type, message: this.message, values: this.values }
  }
}

function typeOf(code: RefusalCode): string {
  if (NOT_FOUND.includes(code)) return MedusaError.Types.NOT_FOUND
  return CONFLICT.includes(code) ? MedusaError.Types.CONFLICT : MedusaError.Types.NOT_ALLOWED
}

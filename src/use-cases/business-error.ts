import { MedusaError } from "@medusajs/framework/utils"
import { isAlmaraError } from "../core/errors"
import {
  businessErrorSentence,
  type BusinessErrorBody,
  type BusinessErrorCode,
  type BusinessErrorValues,
} from "../core/views/admin/business-errors"

const NOT_FOUND: readonly BusinessErrorCode[] = ["no_such_checkout", "no_such_callback", "no_such_order"]
const CONFLICT: readonly BusinessErrorCode[] = [
  "busy",
  "already_dealt_with",
  "case_changed",
  "being_placed",
  "not_settled",
]

/** Something that the merchant asked for and that cannot be done, with the reason as a code and as a sentence. */
export class BusinessError extends MedusaError {
  constructor(
    readonly reason: BusinessErrorCode,
    readonly values: BusinessErrorValues = {},
  ) {
    super(typeOf(reason), businessErrorSentence(reason, values), reason)
  }

  get httpStatus(): number {
    if (this.type === MedusaError.Types.NOT_FOUND) return 404
    return this.type === MedusaError.Types.CONFLICT ? 409 : 400
  }

  get body(): BusinessErrorBody {
    return { code: this.reason, type: this.type, message: this.message, values: this.values }
  }
}

/**
 * Returns what the merchant is told where Almara could not be asked.
 * @throws what is no error of Almara's, as it is.
 */
export function cannotCheck(error: unknown): BusinessError {
  if (isAlmaraError(error))
    return new BusinessError("cannot_check", { reason: error.merchantMessage, kind: error.kind })
  throw error
}

function typeOf(code: BusinessErrorCode): string {
  if (NOT_FOUND.includes(code)) return MedusaError.Types.NOT_FOUND
  return CONFLICT.includes(code) ? MedusaError.Types.CONFLICT : MedusaError.Types.NOT_ALLOWED
}

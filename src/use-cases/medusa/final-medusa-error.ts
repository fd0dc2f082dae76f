import { MedusaError } from "@medusajs/framework/utils"

const FINAL_ERROR_TYPES: readonly string[] = [
  MedusaError.Types.INVALID_DATA,
  MedusaError.Types.NOT_ALLOWED,
  MedusaError.Types.NOT_FOUND,
]

/**
 * Returns whether Medusa, or the store, refuses something for good. The workflow engine hands errors over as plain
 * objects.
 */
export function isFinalMedusaError(error: unknown): error is { type: string; message: string } {
  return (
    typeof error === "object" &&
    error !== null &&
    "type" in error &&
    "message" in error &&
    FINAL_ERROR_TYPES.includes(String(error.type))
  )
}

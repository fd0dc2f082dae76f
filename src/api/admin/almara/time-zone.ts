import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

const INVALID_PARAMETER_VALUE = "22023"

/** The reader's time zone: days are counted by it. */
export const timeZone = z
  .string()
  .max(60)
  .default("UTC")
  .refine(isTimeZone, "must be a time zone such as Africa/Nairobi")

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * Waits for a report. Postgres has a list of time zones of its own, and not all that this process reckons by stand in
 * it.
 */
export async function inKnownZone<Report>(report: Promise<Report>): Promise<Report> {
  try {
    return await report
  } catch (error) {
    if ((error as { code?: unknown }).code !== INVALID_PARAMETER_VALUE) throw error
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "The database does not know this time zone. Take one such as Africa/Nairobi.",
    )
  }
}

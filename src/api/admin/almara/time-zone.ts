import { z } from "@medusajs/framework/zod"

/** The reader's time zone: days are counted by it. */
export const timeZone = z.string().max(60).default("UTC").refine(isTimeZone, "must be a time zone such as Africa/Nairobi")

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

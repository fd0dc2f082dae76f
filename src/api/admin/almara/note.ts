import { z } from "@medusajs/framework/zod"

/** What a person writes about a payment. Postgres keeps every character but one. */
export const note = z
  .string()
  .trim()
  .max(500)
  .refine((text) => !text.includes("\0"), "must be text")

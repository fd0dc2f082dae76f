import { z } from "@medusajs/framework/zod"
import { plainLine } from "../../../core/text"

const SHORTEST_NOTE = 3

/** Whether a note says anything: what is not seen says nothing. */
export function saysSomething(text: string): boolean {
  return plainLine(text).trim().length >= SHORTEST_NOTE
}

/** What a person writes about a payment. Postgres keeps every character but one. */
export const note = z
  .string()
  .trim()
  .max(500)
  .refine((text) => !text.includes("\0"), "must be text")

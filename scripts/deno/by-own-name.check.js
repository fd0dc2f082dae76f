/** Run by `deno test`: the core, under the name by which deno.json exports it. */
import { parseAlmaraOptions } from "@medusa-payment-almara/core"

Deno.test("the core is exported by its own name", () => {
  if (typeof parseAlmaraOptions !== "function") throw new Error("There is no parseAlmaraOptions.")
})

import { BigNumber } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { AlmaraError } from "../../core/errors"

/** What Medusa gives of one amount: `raw_total` has every digit, and `total` beside it may be a float. */
export type WithAmount<Field extends string> = {
  readonly [Key in Field | `raw_${Field}`]?: BigNumberInput | null
}

/**
 * Reads an amount of Medusa's with every digit: a number, a text, a raw value or a BigNumber of either kind. The one
 * way to read what `query.graph`, a workflow or the payment module gives; what SQL gives as text is read by `money`.
 * @returns Decimal text in major units, as `money` takes it.
 * @throws AlmaraError `unreadable` when Medusa gives neither the field nor its raw value.
 *
 * @example
 * money(exactAmount(session, "amount"), session.currency_code)
 */
export function exactAmount<Field extends string>(record: WithAmount<Field>, field: Field): string {
  const amount = record[`raw_${field}`] ?? record[field]
  if (amount === undefined || amount === null) {
    throw new AlmaraError({ kind: "unreadable", message: `Medusa gives no ${field}.` })
  }
  // Not `toString`, which came after Medusa 2.17 and says "[object Object]" before.
  return String(new BigNumber(amount).raw?.value)
}

import { z } from "@medusajs/framework/zod"
import { STATE_FILTERS } from "../../../../core/views/admin/checkout"
import { CHECKOUT_ORDERS, COUNTED_AT_MOST, type CheckoutOrder } from "../../../../modules/almara/reports/reports"
import type { CheckoutSearch } from "../../../../use-cases/admin/checkouts"

/** Several values come as `state[]=paid&state[]=held`, or as `state=paid,held`. */
const texts = z.union([z.string(), z.array(z.string())]).transform((value) =>
  [value]
    .flat()
    .flatMap((part) => part.split(","))
    .filter(Boolean),
)

const amount = z
  .string()
  .trim()
  .regex(/^\d{1,18}(\.\d{1,6})?$/, "must be a decimal number in major units")
const order = z
  .string()
  .refine(
    (value) => (CHECKOUT_ORDERS as readonly string[]).includes(value.replace(/^-/, "")),
    `must be one of ${CHECKOUT_ORDERS.join(", ")}, with a minus in front for the other direction`,
  )

const filters = {
  order_id: z.string().min(1).max(100).optional(),
  customer_id: z.string().min(1).max(100).optional(),
  q: z.string().trim().max(200).optional(),
  state: texts.pipe(z.array(z.enum(STATE_FILTERS)).min(1)).optional(),
  currency_code: texts
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^[a-z]{3}$/i)
            .toLowerCase(),
        )
        .min(1)
        .max(20),
    )
    .optional(),
  amount_from: amount.optional(),
  amount_to: amount.optional(),
  amount_above: amount.optional(),
  amount_below: amount.optional(),
  created_from: z.iso.datetime({ offset: true }).optional(),
  created_to: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
}

/** What `GET /admin/almara/checkouts/export` understands. */
export const exportCheckoutsQuery = z.strictObject(filters)

/** What `GET /admin/almara/checkouts` understands. */
export const listCheckoutsQuery = z.strictObject({
  ...filters,
  order: order.default("-created_at"),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(COUNTED_AT_MOST).default(0),
})

export type ListCheckoutsQuery = z.infer<typeof listCheckoutsQuery>

/** Returns the query in the words of the workflows. */
export function searchFrom(query: z.infer<typeof exportCheckoutsQuery>): CheckoutSearch {
  return {
    orderId: query.order_id,
    customerId: query.customer_id,
    text: query.q || undefined,
    states: query.state,
    currencyCodes: query.currency_code,
    amountFrom: query.amount_from,
    amountTo: query.amount_to,
    amountAbove: query.amount_above,
    amountBelow: query.amount_below,
    createdFrom: query.created_from ? new Date(query.created_from) : undefined,
    createdTo: query.created_to ? new Date(query.created_to) : undefined,
    createdBefore: query.created_before ? new Date(query.created_before) : undefined,
  }
}

/** `-created_at` is the newest first. */
export function orderFrom(order: string): CheckoutOrder {
  return { by: order.replace(/^-/, "") as CheckoutOrder["by"], direction: order.startsWith("-") ? "desc" : "asc" }
}

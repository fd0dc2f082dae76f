import { createDataTableFilterHelper } from "@medusajs/ui"
import { useMemo, useState } from "react"
import type { AdminCheckout } from "../../core/views/admin/checkout"
import { listOf, OUTCOME_FILTERS } from "./checkout-query"
import type { CheckoutPage } from "./checkouts"
import { firstMidnightOf, PERIODS } from "./period"
import { useWords } from "./words"

const filter = createDataTableFilterHelper<AdminCheckout & { customer_id: string }>()

/**
 * What the table of checkouts can be narrowed by: the currencies that there are, and a customer when one was come from.
 */
export const useCheckoutFilters = (page: CheckoutPage | undefined, chosen: Record<string, unknown>) => {
  const { t, dateOf } = useWords()
  const currencies = [...new Set([...(page?.currencies ?? []), ...listOf(chosen.currency_code)])].sort().join(",")
  // Medusa's table breaks when a filter is taken from it whose value is just being cleared: what was there once stays
  // to be chosen.
  const [customer, setCustomer] = useState("")
  if (typeof chosen.customer_id === "string" && chosen.customer_id !== customer) setCustomer(chosen.customer_id)
  const [email, setEmail] = useState("")
  if (page?.customer?.email && page.customer.email !== email) setEmail(page.customer.email)
  return useMemo(
    () => [
      filter.accessor("state", {
        type: "multiselect",
        label: t("fields.outcome"),
        options: OUTCOME_FILTERS.map((value) => ({
          value,
          label: t(value === "needs_attention" ? "outcomes.held.label" : `outcomes.${value}.label`),
        })),
      }),
      filter.accessor("created_at", {
        type: "date",
        label: t("fields.created"),
        format: "date",
        formatDateValue: dateOf,
        rangeOptionLabel: t("list.custom"),
        rangeOptionStartLabel: t("list.from"),
        rangeOptionEndLabel: t("list.to"),
        options: PERIODS.map((days) => ({
          label: days === 1 ? t("list.today") : t("list.lastDays", { count: days }),
          value: { $gte: firstMidnightOf(days).toISOString() },
        })),
      }),
      filter.accessor("amount", { type: "number", label: t("fields.amount"), includeOperators: true }),
      filter.accessor("currency_code", {
        type: "multiselect",
        label: t("fields.currency"),
        options: currencies
          .split(",")
          .filter(Boolean)
          .map((value) => ({ value, label: value.toUpperCase() })),
      }),
      ...(customer
        ? [
            filter.accessor("customer_id", {
              type: "radio",
              label: t("fields.customer"),
              options: [{ value: customer, label: email || customer }],
            }),
          ]
        : []),
    ],
    // The days move on at midnight.
    [t, currencies, customer, email, firstMidnightOf(1).getTime()],
  )
}

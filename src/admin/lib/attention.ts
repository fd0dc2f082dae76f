import { useQuery } from "@tanstack/react-query"
import { NEEDS_ATTENTION } from "../../core/views/admin/checkout"
import type { CheckoutPage } from "./checkouts"
import { fetchJson } from "./api-client"
import { parse, record } from "./parse"
import { CHECKOUTS, FRESH } from "./query-options"

/** How many payments wait for a person, and whose orders they are. */
export interface Attention {
  count: number
  isCapped: boolean
  orderIds: string[]
}

const PLACE = "almara-attention"
const MOST_ORDERS = 100

/** What this browser saw last: what is shown at once, before it is known anew, does not push the page later. */
export const rememberedAttention = (): Attention => {
  const { count, isCapped, orderIds } = record(parse(localStorage.getItem(PLACE) ?? ""))
  return {
    count: typeof count === "number" ? count : 0,
    isCapped: isCapped === true,
    orderIds: Array.isArray(orderIds) ? orderIds.map(String) : [],
  }
}

/** How many payments need attention; remembered for the next time. */
export const useAttention = () =>
  useQuery({
    queryKey: [CHECKOUTS, "attention"],
    queryFn: async (): Promise<Attention> => {
      const page = await fetchJson<CheckoutPage>("/checkouts", {
        query: { state: NEEDS_ATTENTION, limit: MOST_ORDERS },
      })
      const attention = {
        count: page.count,
        isCapped: page.is_capped,
        orderIds: page.checkouts.flatMap(({ order_id }) => order_id ?? []),
      }
      localStorage.setItem(PLACE, JSON.stringify(attention))
      return attention
    },
    ...FRESH,
  })

/** Where what needs attention is listed. */
export const ATTENTION_PATH = `/almara?state=${encodeURIComponent(JSON.stringify([NEEDS_ATTENTION]))}`

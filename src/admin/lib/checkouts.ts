import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AdminCheckout, AdminCheckoutDetail, ResolveAction } from "../../core/views/admin/checkout"
import type { AdminStatistics } from "../../core/views/admin/statistics"
import { fetchJson, fetchApi } from "./api-client"
import { CHECKOUTS, FRESH } from "./query-options"
import { readersTimeZone } from "./words"

export interface CheckoutPage<Checkout = AdminCheckout> {
  checkouts: Checkout[]
  count: number
  /** There are more than `count` says. */
  is_capped: boolean
  currencies: string[]
  customer: { id: string; email: string | null } | null
}

/** The checkouts of an order, the newest attempt first, with their timelines, in one request. */
export const useOrderCheckouts = (orderId: string) =>
  useQuery({
    queryKey: [CHECKOUTS, { order_id: orderId }],
    queryFn: () =>
      fetchJson<CheckoutPage<AdminCheckoutDetail>>("/checkouts", { query: { order_id: orderId, limit: 100 } }),
    ...FRESH,
  })

/** One page of the checkouts; the page before stays, dimmed, until the next one is there. */
export const useCheckouts = (query: Record<string, unknown>) =>
  useQuery({
    queryKey: [CHECKOUTS, query],
    queryFn: () => fetchJson<CheckoutPage>("/checkouts", { query }),
    placeholderData: keepPreviousData,
    ...FRESH,
  })

export const useCheckout = (id: string) =>
  useQuery({
    queryKey: [CHECKOUTS, id],
    queryFn: () => fetchJson<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}`),
    ...FRESH,
  })

export const useStatistics = (days: number) =>
  useQuery({
    queryKey: [CHECKOUTS, "statistics", days],
    queryFn: () => fetchJson<AdminStatistics>("/statistics", { query: { days, time_zone: readersTimeZone() } }),
    placeholderData: keepPreviousData,
    ...FRESH,
  })

/** Asks Almara now. */
export const useSettle = () =>
  useChange((id: string) => fetchJson<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}/settle`, { method: "POST" }))

interface Resolution {
  id: string
  action: ResolveAction
  note: string
  amount?: string
  /** Which case was seen: what became another one meanwhile is refused. */
  case_version?: string
}

/** Deals with money that needs attention. */
export const useResolve = () =>
  useChange(({ id, ...body }: Resolution) =>
    fetchJson<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}/resolve`, { method: "POST", body }),
  )

/** The filtered checkouts as a file, saved by the browser. */
export const useExport = () =>
  useMutation({
    mutationFn: async (query: Record<string, unknown>) => {
      const answer = await fetchApi("/checkouts/export", { query })
      const address = URL.createObjectURL(await answer.blob())
      const link = document.createElement("a")
      link.href = address
      link.download = `almara-checkouts-${new Date().toISOString().slice(0, 10)}.csv`
      link.click()
      URL.revokeObjectURL(address)
    },
  })

/** Changes something, after which all that is shown of payments and orders is asked for anew. */
export const useChange = <Input, Output>(change: (input: Input) => Promise<Output>) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: [CHECKOUTS] }),
        queries.invalidateQueries({ queryKey: ["orders"] }),
      ])
    },
  })
}

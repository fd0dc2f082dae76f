import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AdminCheckout, AdminCheckoutDetail, ResolveAction } from "../../core/admin-view"
import type { AdminStatistics } from "../../core/admin-statistics"
import { ask, knock } from "./door"
import { readersTimeZone } from "./words"

/** Everything that may have changed when a checkout was settled or resolved. */
const CHECKOUTS = "almara-checkouts"

export interface CheckoutPage<Checkout = AdminCheckout> {
  checkouts: Checkout[]
  count: number
}

/** The checkouts of an order, the newest attempt first, with their stories, in one request. */
export const useOrderCheckouts = (orderId: string) =>
  useQuery({
    queryKey: [CHECKOUTS, { order_id: orderId }],
    queryFn: () => ask<CheckoutPage<AdminCheckoutDetail>>("/checkouts", { query: { order_id: orderId, limit: 100 } }),
  })

/** One page of the checkouts; the page before stays until the next one is there. */
export const useCheckouts = (query: Record<string, unknown>) =>
  useQuery({
    queryKey: [CHECKOUTS, query],
    queryFn: () => ask<CheckoutPage>("/checkouts", { query }),
    placeholderData: keepPreviousData,
  })

export const useCheckout = (id: string) =>
  useQuery({
    queryKey: [CHECKOUTS, id],
    queryFn: () => ask<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}`),
  })

/** How many payments need attention. */
export const useAttention = () =>
  useQuery({
    queryKey: [CHECKOUTS, "attention"],
    queryFn: () => ask<CheckoutPage>("/checkouts", { query: { state: "held", limit: 1 } }),
  })

export const useStatistics = (days: number) =>
  useQuery({
    queryKey: [CHECKOUTS, "statistics", days],
    queryFn: () => ask<AdminStatistics>("/statistics", { query: { days, time_zone: readersTimeZone() } }),
    placeholderData: keepPreviousData,
  })

/** Asks Almara now. */
export const useSettle = () =>
  useChange((id: string) => ask<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}/settle`, { method: "POST" }))

/** Deals with money that needs attention. */
export const useResolve = () =>
  useChange(({ id, ...body }: { id: string; action: ResolveAction; note: string }) =>
    ask<{ checkout: AdminCheckoutDetail }>(`/checkouts/${id}/resolve`, { method: "POST", body })
  )

/** The filtered checkouts as a file, saved by the browser. */
export const useExport = () =>
  useMutation({
    mutationFn: async (query: Record<string, unknown>) => {
      const answer = await knock("/checkouts/export", { query })
      const address = URL.createObjectURL(await answer.blob())
      const link = document.createElement("a")
      link.href = address
      link.download = `almara-checkouts-${new Date().toISOString().slice(0, 10)}.csv`
      link.click()
      URL.revokeObjectURL(address)
    },
  })

const useChange = <Input, Output>(change: (input: Input) => Promise<Output>) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: [CHECKOUTS] }), queries.invalidateQueries({ queryKey: ["orders"] })])
    },
  })
}

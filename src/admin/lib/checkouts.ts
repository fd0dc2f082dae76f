import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AdminCheckout, AdminCheckoutDetail, ResolveAction } from "../../core/admin-view"
import type { AdminStatistics } from "../../core/admin-statistics"
import { sdk } from "./sdk"
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
    queryFn: () => sdk.client.fetch<CheckoutPage<AdminCheckoutDetail>>("/admin/almara/checkouts", { query: { order_id: orderId, limit: 100 } }),
  })

/** One page of the checkouts; the page before stays until the next one is there. */
export const useCheckouts = (query: Record<string, unknown>) =>
  useQuery({
    queryKey: [CHECKOUTS, query],
    queryFn: () => sdk.client.fetch<CheckoutPage>("/admin/almara/checkouts", { query }),
    placeholderData: keepPreviousData,
  })

export const useCheckout = (id: string) =>
  useQuery({
    queryKey: [CHECKOUTS, id],
    queryFn: () => sdk.client.fetch<{ checkout: AdminCheckoutDetail }>(`/admin/almara/checkouts/${id}`),
  })

/** How many payments need attention. */
export const useAttention = () =>
  useQuery({
    queryKey: [CHECKOUTS, "attention"],
    queryFn: () => sdk.client.fetch<CheckoutPage>("/admin/almara/checkouts", { query: { state: "held", limit: 1 } }),
  })

export const useStatistics = (days: number) =>
  useQuery({
    queryKey: [CHECKOUTS, "statistics", days],
    queryFn: () => sdk.client.fetch<AdminStatistics>("/admin/almara/statistics", { query: { days, time_zone: readersTimeZone() } }),
    placeholderData: keepPreviousData,
  })

/** Asks Almara now. */
export const useSettle = () =>
  useChange((id: string) => sdk.client.fetch<{ checkout: AdminCheckoutDetail }>(`/admin/almara/checkouts/${id}/settle`, { method: "POST" }))

/** Deals with money that needs attention. */
export const useResolve = () =>
  useChange(({ id, ...body }: { id: string; action: ResolveAction; note: string }) =>
    sdk.client.fetch<{ checkout: AdminCheckoutDetail }>(`/admin/almara/checkouts/${id}/resolve`, { method: "POST", body })
  )

/** The filtered checkouts as a file, saved by the browser. */
export const useExport = () =>
  useMutation({
    mutationFn: async (query: Record<string, unknown>) => {
      const answer = await sdk.client.fetch<Response>("/admin/almara/checkouts/export", { query, headers: { accept: "text/csv" } })
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

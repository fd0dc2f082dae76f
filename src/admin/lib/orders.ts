import { useQuery } from "@tanstack/react-query"
import type { AdminOrder } from "@medusajs/framework/types"
import type { AdminAlmaraOrder } from "../../core/views/admin/order"
import { useChange } from "./checkouts"
import { fetchJson } from "./api-client"
import { CHECKOUTS, FRESH } from "./query-options"

/**
 * Whether an order waits for money, by what Medusa's own page knows of it: only then is there a deadline to ask for.
 */
export const isWaiting = ({ status, summary }: AdminOrder): boolean =>
  status === "pending" && Number(summary?.pending_difference ?? 0) > 0

/**
 * Whether a payment link may be of use for an order, by the same: a draft cannot be paid, and a completed one may owe
 * again.
 */
export const mayOwe = ({ status, summary }: AdminOrder): boolean =>
  (status === "pending" || status === "completed") && Number(summary?.pending_difference ?? 0) > 0

/** Until when an order may be paid, and whether the reader may change that. */
export const useAlmaraOrder = (orderId: string) =>
  useQuery({
    queryKey: [CHECKOUTS, "order", orderId],
    queryFn: () => fetchJson<{ order: AdminAlmaraOrder; may_change: boolean }>(`/orders/${orderId}`),
    ...FRESH,
  })

/** Moves the deadline of an order, or takes it away. */
export const useSetDeadline = (orderId: string) =>
  useChange((payBy: string | null) =>
    fetchJson<{ order: AdminAlmaraOrder }>(`/orders/${orderId}/deadline`, { method: "POST", body: { pay_by: payBy } }),
  )

/** Makes a payment link that is good for so many hours. Its address is told this once. */
export const useMakeLink = (orderId: string) =>
  useChange((hours: number) =>
    fetchJson<{ url: string; order: AdminAlmaraOrder }>(`/orders/${orderId}/payment-links`, {
      method: "POST",
      body: { hours },
    }),
  )

/** Makes one and sends it to the order's e-mail address. */
export const useSendLink = (orderId: string) =>
  useChange((hours: number) =>
    fetchJson<{ order: AdminAlmaraOrder }>(`/orders/${orderId}/payment-links/send`, {
      method: "POST",
      body: { hours },
    }),
  )

/** Ends all payment links of an order. */
export const useWithdrawLinks = (orderId: string) =>
  useChange<void, { order: AdminAlmaraOrder }>(() =>
    fetchJson(`/orders/${orderId}/payment-links/withdraw`, { method: "POST", body: {} }),
  )

/** Says how an order was paid without Almara. */
export const usePaidOtherwise = (orderId: string) =>
  useChange((note: string) =>
    fetchJson<{ order: AdminAlmaraOrder }>(`/orders/${orderId}/paid-otherwise`, { method: "POST", body: { note } }),
  )

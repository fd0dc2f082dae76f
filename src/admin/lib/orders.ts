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

/** Says how an order was paid without Almara. */
export const usePaidOtherwise = (orderId: string) =>
  useChange((note: string) =>
    fetchJson<{ order: AdminAlmaraOrder }>(`/orders/${orderId}/paid-otherwise`, { method: "POST", body: { note } }),
  )

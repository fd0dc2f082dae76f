import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"

/** The primary checkout of an order: what needs somebody, then what is paid, then the newest. */
export const primaryCheckout = (checkouts: AdminCheckoutDetail[]): AdminCheckoutDetail | undefined =>
  checkouts.find((checkout) => checkout.state === "held" || checkout.attention !== null || checkout.needs_review) ??
  checkouts.find((checkout) => checkout.state === "paid") ??
  checkouts[0]

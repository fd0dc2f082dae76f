import { authenticate, defineMiddlewares } from "@medusajs/framework/http"
import { keepJobsRunning } from "../use-cases/reconcile/own-timer"
import { adminAlmaraMiddlewares } from "./admin/almara/middlewares"
import { allowOnly, keepSignaturesOutOfTheLog, keepAdminReadable, requireReadable } from "./addresses"
import { freeCart } from "./free-cart"
import { guardCompletion } from "./guard-completion"
import { guardMarkAsPaid } from "./guard-mark-as-paid"
import { guardPaidCart } from "./guard-paid-cart"
import { guardPaidCollection } from "./guard-paid-collection"
import { guardPaidOrder } from "./guard-paid-order"

keepSignaturesOutOfTheLog()

// Medusa loads this file in processes that answer requests, and in no script or migration.
keepJobsRunning()
keepAdminReadable()

export default defineMiddlewares({
  routes: [
    { matcher: "/store/almara", middlewares: [requireReadable] },
    { matcher: "/admin/almara", middlewares: [requireReadable] },
    { matcher: "/checkout/cart", middlewares: [allowOnly("POST")] },
    { matcher: "/checkout/return", middlewares: [allowOnly("GET", "HEAD", "POST")] },
    { matcher: "/checkout/cancel", middlewares: [allowOnly("GET", "HEAD", "POST")] },
    { matcher: "/checkout/pay/:token", middlewares: [allowOnly("GET", "HEAD", "POST")] },
    // The documented callback is not strict JSON: its bytes are read by the route, whatever their content type.
    { matcher: "/checkout/cart", methods: ["POST"], bodyParser: false },
    // What a shopper's browser posts is not read at all.
    { matcher: "/checkout/return", bodyParser: false },
    { matcher: "/checkout/cancel", bodyParser: false },
    // It reads its few bytes itself, and answers what it does not understand.
    { matcher: "/checkout/pay/:token", bodyParser: false },
    { matcher: "/store/carts/:id*", methods: ["POST", "DELETE"], middlewares: [requireReadable, guardPaidCart] },
    { matcher: "/store/carts/:id/complete", methods: ["POST"], middlewares: [guardCompletion, freeCart] },
    {
      matcher: "/store/almara/checkouts/:payment_session_id/start-over",
      methods: ["POST"],
      middlewares: [authenticate("customer", ["session", "bearer"], { allowUnauthenticated: true })],
    },
    { matcher: "/store/almara/orders*", middlewares: [authenticate("customer", ["session", "bearer"])] },
    { matcher: "/admin/orders/:id/cancel", methods: ["POST"], middlewares: [requireReadable, guardPaidOrder] },
    {
      matcher: "/store/payment-collections/:id/payment-sessions",
      methods: ["POST"],
      middlewares: [requireReadable, guardPaidCollection],
    },
    {
      matcher: "/admin/payment-collections/:id/payment-sessions",
      methods: ["POST"],
      middlewares: [requireReadable, guardPaidCollection],
    },
    {
      matcher: "/admin/payment-collections/:id/mark-as-paid",
      methods: ["POST"],
      middlewares: [requireReadable, guardMarkAsPaid],
    },
    ...adminAlmaraMiddlewares,
  ],
})

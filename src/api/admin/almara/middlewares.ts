import {
  authenticate,
  validateAndTransformBody,
  validateAndTransformQuery,
  type MiddlewareRoute,
} from "@medusajs/framework/http"
import { PolicyOperation } from "@medusajs/framework/utils"
import { listCallbacksQuery } from "./callbacks/query"
import { resolveCheckoutBody } from "./checkouts/[id]/resolve/body"
import { exportCheckoutsQuery, listCheckoutsQuery } from "./checkouts/query"
import { deadlineBody } from "./orders/[id]/deadline/body"
import { paidOtherwiseBody } from "./orders/[id]/paid-otherwise/body"
import { paymentLinkBody } from "./orders/[id]/payment-links/body"
import { flatOnly, fromTheAdmin, jsonOnly } from "./from-the-admin"
import { RESOURCE } from "./may-change"
import { settlementQuery } from "./settlement/query"
import { statisticsQuery } from "./statistics/query"

const query = { isList: true }

/** Who may pass the admin's endpoints, and what they take. Policies count where the store uses Medusa's RBAC. */
export const adminAlmaraMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/almara*", middlewares: [authenticate("user", ["session", "bearer", "api-key"])] },
  { matcher: "/admin/almara*", methods: ["POST"], middlewares: [jsonOnly, flatOnly, fromTheAdmin] },
  // They have Almara asked.
  { matcher: "/admin/almara/settlement", methods: ["GET"], middlewares: [fromTheAdmin] },
  { matcher: "/admin/almara/status", methods: ["GET"], middlewares: [fromTheAdmin] },
  { matcher: "/admin/almara*", methods: ["GET"], policies: [{ resource: RESOURCE, operation: PolicyOperation.read }] },
  {
    matcher: "/admin/almara*",
    methods: ["POST"],
    policies: [{ resource: RESOURCE, operation: PolicyOperation.update }],
  },
  {
    matcher: "/admin/almara/checkouts",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(listCheckoutsQuery, query)],
  },
  {
    matcher: "/admin/almara/checkouts/export",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(exportCheckoutsQuery, query)],
  },
  {
    matcher: "/admin/almara/checkouts/:id/resolve",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(resolveCheckoutBody)],
  },
  {
    matcher: "/admin/almara/orders/:id/deadline",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(deadlineBody)],
  },
  {
    matcher: "/admin/almara/orders/:id/paid-otherwise",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(paidOtherwiseBody)],
  },
  {
    matcher: "/admin/almara/orders/:id/payment-links",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(paymentLinkBody)],
  },
  {
    matcher: "/admin/almara/orders/:id/payment-links/send",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(paymentLinkBody)],
  },
  {
    matcher: "/admin/almara/callbacks",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(listCallbacksQuery, query)],
  },
  {
    matcher: "/admin/almara/statistics",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(statisticsQuery, query)],
  },
  {
    matcher: "/admin/almara/settlement",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(settlementQuery, query)],
  },
]

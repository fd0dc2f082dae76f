import type { Context } from "hono"
import { Hono } from "hono"
import { decide, isAnnounced } from "../decide"
import { parseJson } from "../json"
import { statusMessage } from "../message"
import { pageUrl, type SimulatorEnvironment, type SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { assignTransactionRoutes, routeProblems, type TransactionRoute } from "../transaction-routes"
import { appDomainName, gatewayPaths, readNewOrder } from "../wire"
import { gatewayError } from "./gateway-errors"
import { journal } from "./journal"
import { misbehave } from "./misbehave"
import { hasContentType, requireToken, tokenRoutes } from "./tokens"

const duplicateTransactionCode = 9

/** The documented API of the gateway. */
export function gatewayRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  const transactionRoutes = assignTransactionRoutes(services.options)
  const token = requireToken(services)
  return new Hono<SimulatorEnvironment>()
    .use("/v1/*", journal(services))
    .use("/connect/*", journal(services))
    .route("/", tokenRoutes(services))
    .get(gatewayPaths.health, (context) => context.json({ status: "Healthy" }))
    .get(gatewayPaths.routes, misbehave(services, "routes"), token, (context) =>
      context.json({ routes: transactionRoutes }),
    )
    .post(gatewayPaths.newOrder, misbehave(services, "newOrder"), token, (context) =>
      createOrder(context, services, transactionRoutes),
    )
    .get(gatewayPaths.checkStatus, misbehave(services, "checkStatus"), token, (context) =>
      checkStatus(context, services),
    )
    .all("/v1/*", unknownPath)
    .all("/connect/*", unknownPath)
}

async function createOrder(
  context: Context<SimulatorEnvironment>,
  services: SimulatorServices,
  transactionRoutes: readonly TransactionRoute[],
): Promise<Response> {
  const { options, state } = services
  if (!hasContentType(context, "application/json")) {
    return gatewayError(context, 415, [{ field: "Content-Type", message: "must be application/json" }])
  }
  const body = parseJson(await context.req.text())
  if (body === undefined) {
    return gatewayError(context, 400, [{ field: "body", message: "is not JSON" }])
  }
  const read = readNewOrder(body)
  const problems = [...("problems" in read ? read.problems : []), ...routeProblems(transactionRoutes, body)]
  if (!("order" in read) || problems.length > 0) {
    return gatewayError(context, 400, problems)
  }
  if (state.findByOriginator(read.order.originatorConversationId) !== undefined) {
    return gatewayError(context, 400, [{ field: "originatorConversationId", message: "Duplicate transaction" }], {
      resultCode: duplicateTransactionCode,
    })
  }
  const checkout = state.openCheckout(read.order)
  decideByItself(services, checkout)
  const answer = {
    appDomainName,
    systemConversationId: checkout.conversationId,
    originatorConversationId: read.order.originatorConversationId,
    remarks: "Checkout order request received successfully",
    timestamp: checkout.createdAt,
    [options.urlField]: pageUrl(services, checkout),
  }
  return context.json(options.answer === "message" ? { message: answer } : answer)
}

/** What becomes of a new checkout when the simulator was started to decide it by itself. */
function decideByItself({ options, state, callbacks }: SimulatorServices, checkout: Checkout): void {
  if (options.decide === undefined) {
    return
  }
  const decision = { outcome: options.decide, code: options.decideCode }
  callbacks.later(options.decideAfterMs, async () => {
    if (checkout.outcome !== "pending" || checkout.canceledAt !== undefined) {
      return
    }
    decide(checkout, decision, state.timestamp())
    await callbacks.announce(checkout, { send: isAnnounced(decision) ? undefined : false })
  })
}

function checkStatus(context: Context<SimulatorEnvironment>, { state }: SimulatorServices): Response {
  const id = context.req.query("Id")
  const idType = context.req.query("IdType")
  if (idType !== "0" && idType !== "1") {
    return gatewayError(context, 400, [{ field: "IdType", message: "must be 0 or 1" }])
  }
  if (id === undefined || id === "") {
    return gatewayError(context, 400, [{ field: "Id", message: "is required" }])
  }
  const checkout = idType === "1" ? state.findByOriginator(id) : state.findByConversation(id)
  if (checkout === undefined) {
    return context.json({ id, idType: Number(idType), message: "Transaction not found" }, 404)
  }
  return context.json(statusMessage(checkout))
}

function unknownPath(context: Context<SimulatorEnvironment>): Response {
  return gatewayError(context, 404, [{ field: "path", message: "is not a call of this gateway" }])
}

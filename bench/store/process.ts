/**
 * A store in a process of its own, as `medusa start` makes it, that also takes orders from the benchmark over the
 * process' channel: so the bare Medusa workflow runs in the very process whose endpoints are measured.
 */
import { createServer } from "node:http"
import path from "node:path"
import express from "express"
import loaders from "@medusajs/medusa/loaders/index"
import { processPaymentWorkflowId } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  MedusaContainer,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import AlmaraProviderService from "../../src/providers/almara/service"
import type { Orders, Statement, StoreOrder } from "./orders"

const MOST_STATEMENTS = 100

/**
 * Sessions that are captured without Almara: for them the provider answers at once, as Medusa's own side of a
 * comparison.
 */
const bareSessions = new Map<string, number>()

function answerForBareSessions(): void {
  const provider = AlmaraProviderService.prototype
  const authorizePayment = Reflect.get(provider, "authorizePayment") as AlmaraProviderService["authorizePayment"]
  provider.authorizePayment = async function (
    this: AlmaraProviderService,
    input: AuthorizePaymentInput,
  ): Promise<AuthorizePaymentOutput> {
    if (bareSessions.has(String(input.context?.idempotency_key))) return { status: "captured", data: input.data ?? {} }
    return authorizePayment.call(this, input)
  }
  const readHook = Reflect.get(provider, "getWebhookActionAndData") as AlmaraProviderService["getWebhookActionAndData"]
  provider.getWebhookActionAndData = async function (
    this: AlmaraProviderService,
    payload: ProviderWebhookPayload["payload"],
  ): Promise<WebhookActionResult> {
    const sessionId = String((payload.data as { bareSession?: string }).bareSession)
    const amount = bareSessions.get(sessionId)
    return amount === undefined
      ? readHook.call(this, payload)
      : { action: "captured", data: { session_id: sessionId, amount } }
  }
}

function ordersOf(container: MedusaContainer): Orders {
  const sent = statementsOf(container)
  return {
    bare: async (sessions) => {
      for (const { id, amount } of sessions) bareSessions.set(id, amount)
    },
    capture: async ({ sessions, atOnce }) => {
      const waiting = [...sessions]
      const engine = container.resolve(Modules.WORKFLOW_ENGINE)
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          await engine.run(processPaymentWorkflowId, {
            input: { action: "captured", data: { session_id: next.id, amount: next.amount } },
          })
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
    },
    statements: async () => sent.splice(0),
    memory: async () => {
      globalThis.gc?.()
      return process.memoryUsage().rss
    },
    processor: async () => {
      const { user, system } = process.cpuUsage()
      return user + system
    },
  }
}

/**
 * Notes what the store asks of the plugin's tables, to have Postgres explain the very statements that were measured.
 */
function statementsOf(container: MedusaContainer): Statement[] {
  const sent: Statement[] = []
  container.resolve(ContainerRegistrationKeys.PG_CONNECTION).on("query", ({ sql, bindings }: Statement) => {
    if (/^\s*select/i.test(sql) && sql.includes("almara_") && sent.length < MOST_STATEMENTS)
      sent.push({ sql, bindings })
  })
  return sent
}

async function start(): Promise<void> {
  answerForBareSessions()
  const app = express()
  const { container } = await loaders({ directory: path.resolve(__dirname, "../.."), expressApp: app })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(Number(process.env.PORT), "127.0.0.1", resolve))
  const orders = ordersOf(container)
  process.on("message", ({ number, name, input }: StoreOrder) => {
    const work = orders[name] as (input: unknown) => Promise<unknown>
    work(input).then(
      (result) => process.send?.({ number, result }),
      (error: unknown) =>
        process.send?.({
          number,
          error: error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error),
        }),
    )
  })
  // An orderly end: a profile that was asked for is written then.
  process.on("SIGTERM", () => process.exit(0))
  process.on("disconnect", () => process.exit(0))
  process.send?.({ number: 0, result: "ready" })
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})

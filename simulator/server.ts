import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createAdaptorServer } from "@hono/node-server"
import { Hono } from "hono"
import { html } from "hono/html"
import { CallbackSender } from "./callback"
import { reportFault } from "./faults"
import { simulatorOptionsSchema, type SimulatorOptions, type SimulatorOptionsInput } from "./options"
import { fieldErrors, problemSentence } from "./problems"
import { controlRoutes } from "./routes/control"
import { developerRoutes } from "./routes/developer"
import { gatewayRoutes } from "./routes/gateway"
import { pageRoutes } from "./routes/page"
import { passwordOnly, sameSiteOnly } from "./routes/same-site"
import type { SimulatorEnvironment, SimulatorServices } from "./services"
import { SimulatorState } from "./state"
import { messagePage } from "./views/layout"

/** A simulator that listens. */
export interface RunningSimulator {
  url: string
  port: number
  /** Stops it: open connections are cut, callbacks under way are given up. Twice is as good as once. */
  close(): Promise<void>
}

/** What the application gets from outside. */
export interface SimulatorDependencies {
  /** The clock, in milliseconds. */
  now: () => number
  /** Where browsers reach the simulator; asked for only once it listens. */
  publicUrl: () => string
}

/** Builds the application and what stops its work in the background. It needs Node's server under it. */
export function createSimulatorApp(
  options: SimulatorOptions,
  { now, publicUrl }: SimulatorDependencies,
): { app: Hono<SimulatorEnvironment>; stop: () => Promise<void> } {
  const state = new SimulatorState(now, options.behaviour)
  const callbacks = new CallbackSender(options, state)
  const services: SimulatorServices = { options, state, callbacks, publicUrl }
  const app = new Hono<SimulatorEnvironment>()
    .use("*", sameSiteOnly(options))
    .use("/", passwordOnly(options))
    .use("/simulator/*", passwordOnly(options))
    .use("/checkouts/*", passwordOnly(options))
    .use("/behaviour/*", passwordOnly(options))
    .use("/tokens/*", passwordOnly(options))
    .use("/reset", passwordOnly(options))
    .route("/", gatewayRoutes(services))
    .route("/", controlRoutes(services))
    .route("/", developerRoutes(services))
    .route("/", pageRoutes(services))
  app.notFound((context) =>
    context.html(
      messagePage(
        "There is no such page",
        "Perhaps a part of the address is missing.",
        html`<a class="button" href="/">All checkouts</a>`,
      ),
      404,
    ),
  )
  app.onError((error, context) => {
    reportFault("a request failed", error)
    return context.json({ message: "The simulator has a fault; its output says which." }, 500)
  })
  return { app, stop: () => callbacks.stop() }
}

/** Starts a simulator. Everything may be left out; wrong options are refused in one sentence. */
export async function startSimulator(
  input: SimulatorOptionsInput = {},
  { now = Date.now }: { now?: () => number } = {},
): Promise<RunningSimulator> {
  const parsed = simulatorOptionsSchema.safeParse(input)
  if (!parsed.success) {
    throw new TypeError(`Wrong options for the Almara simulator: ${problemSentence(fieldErrors(parsed.error))}`)
  }
  const options = parsed.data
  let url = ""
  const { app, stop } = createSimulatorApp(options, { now, publicUrl: () => options.publicUrl ?? url })
  // The simulator may share a process with a store, whose global Request and Response must stay its own.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server
  const { port } = await listen(server, options)
  url = `http://${hostForBrowsers(options.host)}:${port}`
  let closing: Promise<void> | undefined
  return { url: options.publicUrl ?? url, port, close: () => (closing ??= closeServer(server, stop)) }
}

function listen(server: Server, { port, host }: SimulatorOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      resolve(server.address() as AddressInfo)
    })
  })
}

async function closeServer(server: Server, stop: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
  })
  server.closeAllConnections()
  await stop()
  await closed
}

/** An address that listens everywhere is no address to visit. */
function hostForBrowsers(host: string): string {
  if (host === "0.0.0.0" || host === "::") {
    return "localhost"
  }
  return host.includes(":") ? `[${host}]` : host
}

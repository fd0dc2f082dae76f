import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import * as api from "@medusajs/framework/opentelemetry/api"
import { tracing } from "@medusajs/framework/opentelemetry/sdk-node"
import { AlmaraError } from "../core/errors"
import { idAttributes, type PaymentIds, inSpan, operationObserver, rememberTrace, traceOf } from "./spans"
import { logEvent } from "./log"

const observe = operationObserver({
  baseUrl: "https://almara.example/api",
  tokenPath: "https://identity.example:8443/connect/token?client=secret",
})

const IDS = {
  order_id: "order_01KAV3B9J2N6S8W0Y4C7E1G5HM",
  checkout_id: "almchk_01KAV3B9J2N6S8W0Y4C7E1G5HM",
  checkout_reference: "ORD-20261124-7K4XQM",
  merchant_request_id: "0b4f2a86-7d1c-4e5f-9a3b-8c6d5e4f3a21",
  payment_session_id: "payses_01KAV3B9J2N6S8W0Y4C7E1G5HM",
  callback_id: "almcb_01KAV3B9J2N6S8W0Y4C7E1G5HM0F",
} satisfies PaymentIds

/**
 * What a stranger could write in the place of an id: cards, telephones, names, mails, and what only begins like an id.
 */
const MARKED = [
  "4111111111111111",
  "4111-1111-1111-1111",
  "254712345678",
  "wanjiku.mwangi",
  "wanjiku@mail.example",
  "order_4111111111111111",
  "order_wanjiku-mwangi-0712345678",
  "41111111-1111-1111-1111-111111111111",
  `${IDS.merchant_request_id} 4111111111111111`,
  `${IDS.merchant_request_id}\n`,
]

function allAre(text: string): PaymentIds {
  return Object.fromEntries(Object.keys(IDS).map((name) => [name, text]))
}

afterEach(() => {
  api.trace.disable()
})

/** Registers an SDK by a copy of the API; returns where its ended spans are kept. */
function registerBy(copy: typeof api): tracing.InMemorySpanExporter {
  const exporter = new tracing.InMemorySpanExporter()
  copy.trace.setGlobalTracerProvider(
    new tracing.BasicTracerProvider({ spanProcessors: [new tracing.SimpleSpanProcessor(exporter)] }),
  )
  return exporter
}

describe("without an SDK", () => {
  it("passes on what a request returns or throws", async () => {
    await expect(observe({ kind: "check-status" }, async () => "an answer")).resolves.toBe("an answer")
    const rejection = new AlmaraError({ kind: "refused", message: "no" })
    await expect(observe({ kind: "check-status" }, () => Promise.reject(rejection))).rejects.toBe(rejection)
  })

  it("remembers no trace", async () => {
    await inSpan("almara.callback.receive", {}, async () => rememberTrace("almcb_none"))
    expect(traceOf("almcb_none")).toBeUndefined()
  })
})

describe("with an SDK", () => {
  it("is heard by an SDK that was registered by another copy of @opentelemetry/api", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "almara-api-"))
    try {
      const installed = path.resolve(createRequire(__filename).resolve("@opentelemetry/api"), "../../..")
      cpSync(installed, path.join(folder, "api"), { recursive: true })
      const copy = createRequire(__filename)(path.join(folder, "api")) as typeof api
      expect(copy.trace).not.toBe(api.trace)
      const exporter = registerBy(copy)
      await inSpan("almara.settle", {}, async () => undefined)
      expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["almara.settle"])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("tells of a failed request its kind and its host, and neither its message nor its path", async () => {
    const exporter = registerBy(api)
    const failing = () =>
      Promise.reject(new AlmaraError({ kind: "unauthorized", message: "a-message-of-almara", httpStatus: 401 }))
    await expect(observe({ kind: "token" }, failing)).rejects.toThrow("a-message-of-almara")
    const [span] = exporter.getFinishedSpans()
    expect(span).toMatchObject({
      name: "almara token",
      kind: api.SpanKind.CLIENT,
      status: { code: api.SpanStatusCode.ERROR },
      events: [],
    })
    expect(span?.attributes).toEqual({
      "almara.gateway.operation": "token",
      "almara.gateway.result": "unauthorized",
      "error.type": "unauthorized",
      "http.response.status_code": 401,
      "server.address": "identity.example",
      "server.port": 8443,
    })
  })
})

describe("a line in the log", () => {
  function logged(...line: [sentence: string, ids?: Parameters<typeof logEvent>[3]]): unknown {
    const logger = { warn: jest.fn() }
    logEvent(logger as never, "callback.refused", ...line)
    return logger.warn.mock.calls[0]?.[0]
  }

  it("ends with the event and the ids that are known", () => {
    expect(
      logged("no.", { order_id: IDS.order_id, merchant_request_id: null, checkout_reference: IDS.checkout_reference }),
    ).toBe(`Almara: no. [event=callback.refused order_id=${IDS.order_id} checkout_reference=${IDS.checkout_reference}]`)
  })

  it("stays one line, hides card numbers and addresses, and takes no id that is none", () => {
    expect(logged("4111 1111 1111 1111\nof a@b.example", { merchant_request_id: "x] [event=checkout.paid" })).toBe(
      "Almara: [withheld] of [withheld] [event=callback.refused]",
    )
  })

  it("names every id of ours, and nothing else in its place", () => {
    expect(logged("no.", IDS)).toBe(
      `Almara: no. [event=callback.refused ${Object.entries(IDS)
        .map(([name, id]) => `${name}=${id}`)
        .join(" ")}]`,
    )
    for (const marked of MARKED) expect(logged("no.", allAre(marked))).toBe("Almara: no. [event=callback.refused]")
  })
})

describe("a span", () => {
  it("carries every id of ours, and nothing else in its place", () => {
    expect(idAttributes(IDS)).toEqual(
      Object.fromEntries(Object.entries(IDS).map(([name, id]) => [`almara.${name}`, id])),
    )
    for (const marked of MARKED) expect(idAttributes(allAre(marked))).toEqual({})
  })
})

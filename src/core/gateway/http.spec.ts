import { readFileSync } from "node:fs"
import { join } from "node:path"
import { errorFromAnswer, errorFromOrderAnswer, cleaner, sendRequest, type Fetch } from "./http"
import { fieldPaths, reportFromStatus } from "./wire"

const secret = "marked+secret/with=signs"
const clean = cleaner(() => [secret, "marked-token", "ab"])

function sent(fetch: Fetch, signal?: AbortSignal): ReturnType<typeof sendRequest> {
  return sendRequest({ fetch, what: "check-status", url: "https://api.almara.example/", init: { signal }, clean })
}

const answering =
  (body: string | null, init?: ResponseInit): Fetch =>
  async () =>
    new Response(body, init)

describe("exchange", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ["null", null],
    ["<html>", undefined],
    ["", undefined],
    [null, undefined],
  ])("reads the answer %p", async (text, body) => {
    expect(await sent(answering(text))).toEqual({ status: 200, body })
  })

  it("reads the only example that Almara published, with its stray comma", async () => {
    const published = readFileSync(
      join(__dirname, "../../../integration-tests/fixtures/checkout-callback.json"),
      "utf8",
    )
    expect(() => JSON.parse(published) as unknown).toThrow(SyntaxError)
    const { body } = await sent(answering(`\ufeff ${published}`))
    expect(reportFromStatus(body)).toMatchObject({
      outcome: { status: 4, resultCode: "000" },
      transactionReference: "TXN565FDR43211",
    })
  })

  it.each([
    ["deep objects", '{"message":'.repeat(80_000) + "1" + "}".repeat(80_000)],
    ["deep lists", "[".repeat(500_000) + "]".repeat(500_000)],
    ["deep and careless", '{"a":'.repeat(10_000)],
  ])("walks through no deeper than a callback may be: %s", async (_, text) => {
    const answer = await sent(answering(text, { status: 404 }))
    let depth = 0
    for (let part: any = answer.body; typeof part === "object" && part !== null; depth += 1)
      part = Object.values(part)[0]
    expect(depth).toBeLessThanOrEqual(33)
    expect(errorFromAnswer(answer, "check-status", clean)).toMatchObject({ httpStatus: 404 })
  })

  it("makes texts and names storable, and bounds them", async () => {
    const { body } = await sent(
      answering(
        JSON.stringify({ ["a\0b"]: "c\0d", half: "\ud800", [`n${"x".repeat(500)}`]: 1, long: "y".repeat(30_000) }),
      ),
    )
    expect(body).toEqual({ "a\ufffdb": "c\ufffdd", half: "\ufffd", [`n${"x".repeat(99)}`]: 1, long: "[withheld]" })
    expect(JSON.stringify(fieldPaths(body))).not.toContain("\0")
  })

  it("leaves out what is more than anybody walks through, wherever in the answer it stands", async () => {
    const list = Array.from({ length: 15_000 }, () => 1)
    const { body } = await sent(answering(JSON.stringify({ first: list, second: list })))
    expect(JSON.stringify(body).match(/1/g)).toHaveLength(19_998)
  })

  it("loses nothing of what became of a payment behind a list that is too long", async () => {
    const lines = Array.from({ length: 30_000 }, () => ({ price: 1 }))
    const said = { checkoutOutcome: { Status: 4, ResultCode: "000", ThirdPartyPayload: { Reference: "TXN-1" } } }
    for (const answer of [{ lines, ...said }, { data: { lines, ...said } }]) {
      const { body } = await sent(answering(JSON.stringify(answer)))
      expect("data" in answer ? (body as typeof answer).data : body).toMatchObject(said)
    }
  })

  it("joins characters that the network tore apart", async () => {
    const [start, end] = [new Uint8Array([0x22, 0xc3]), new Uint8Array([0xa9, 0x22])]
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(start)
        controller.enqueue(end)
        controller.close()
      },
    })
    expect((await sent(async () => new Response(stream))).body).toBe("é")
  })

  it("stops reading after 1 MiB", async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    await expect(sent(async () => new Response(endless))).rejects.toMatchObject({ kind: "unreadable" })
    expect(pulled).toBeLessThan(32)
  })

  it("does not follow redirects", async () => {
    const fetch = jest.fn(answering(null, { status: 302, headers: { location: "https://evil.example" } }))
    const answer = await sent(fetch)
    expect(fetch).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ redirect: "manual" }))
    expect(errorFromAnswer(answer, "check-status", clean)).toMatchObject({ kind: "unreadable", httpStatus: 302 })
  })

  it("says what broke a connection, and keeps the secret in its cause", async () => {
    const cause = Object.assign(new Error(`connect to ${secret} failed`), { code: "ECONNREFUSED" })
    const failing: Fetch = () => Promise.reject(new TypeError("fetch failed: marked-token", { cause }))
    const error = await sent(failing).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      kind: "unavailable",
      mayHaveArrived: true,
      message: "Almara could not be reached for check-status (ECONNREFUSED).",
      cause: { message: "fetch failed: [secret]: connect to [secret] failed" },
    })
  })

  it("sends nothing for a caller that has given up", async () => {
    const fetch = jest.fn(answering("{}"))
    await expect(sent(fetch, AbortSignal.abort())).rejects.toMatchObject({ kind: "unavailable" })
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe("cleaner", () => {
  it.each([
    [`a ${secret} b`, "a [secret] b"],
    [`a ${encodeURIComponent(secret)} b`, "a [secret] b"],
    [
      "https://shop.example/checkout/cart?checkout=1&signature=abc is wrong",
      "https://shop.example/checkout/cart?[withheld] is wrong",
    ],
    ["card 4111 1111 1111 1111", "card [withheld]"],
    ["cabbage? no", "cabbage? no"],
    ["x".repeat(400), "x".repeat(300)],
    ["is it so? why?a=1&b=2?c=3 end", "is it so? why?[withheld] end"],
    ["?".repeat(60_000), "[withheld]"],
    [`${" ".repeat(30_000)}short`, "[withheld]"],
    ["red\u009b31m\u202etext", "red 31mtext"],
  ])("makes %s safe", (text, expected) => {
    expect(clean(text)).toBe(expected)
  })
})

describe("errorFromAnswer", () => {
  it.each([
    [400, "refused", false, false],
    [401, "unauthorized", false, false],
    [403, "forbidden", false, false],
    [404, "configuration", false, false],
    [408, "timeout", true, true],
    [409, "duplicate", false, true],
    [422, "refused", false, false],
    [429, "unavailable", true, false],
    [500, "unavailable", true, true],
    [503, "unavailable", true, true],
    [307, "unreadable", false, true],
  ])("HTTP %i is %s", (status, kind, retryable, mayHaveArrived) => {
    const error = errorFromAnswer({ status, body: undefined }, "new-order", clean)
    expect(error).toMatchObject({ kind, retryable, mayHaveArrived, httpStatus: status })
  })

  it.each([
    [{ id: "7", idType: 1, message: "Not found" }, "not_found"],
    [{ appDomainName: "x", status: 404, originatorConversationId: "7", reason: "Not found" }, "not_found"],
    [{ message: { systemConversationId: "7", remarks: "Not found" } }, "not_found"],
    [{ title: "Not Found", status: 404 }, "configuration"],
    [{ message: "no Route matched with those values" }, "configuration"],
    [["Not Found"], "configuration"],
  ])("HTTP 404 with %j is %s", (body, kind) => {
    expect(errorFromAnswer({ status: 404, body }, "check-status", clean)).toMatchObject({ kind, mayHaveArrived: false })
  })

  it.each([
    [
      { errors: [{ field: "checkoutRouteId", message: "is not valid" }] },
      [{ field: "checkoutRouteId", message: "is not valid" }],
    ],
    [{ errors: ["is not valid"] }, [{ field: "", message: "is not valid" }]],
    [
      { title: "One or more", errors: { RouteId: ["is not", "valid"] } },
      [{ field: "RouteId", message: "is not valid" }],
    ],
    [{ message: { errors: [{ Field: "a", Message: `is ${secret}` }] } }, [{ field: "a", message: "is [secret]" }]],
  ])("tells the fields of %j", (body, fields) => {
    const error = errorFromAnswer({ status: 400, body }, "new-order", clean)
    expect(error?.fields).toEqual(fields)
    expect(error?.message).toContain(fields[0]?.message)
  })

  it.each([
    [{ status: 400, reason: "Insufficient float" }, "Insufficient float"],
    [{ type: "x", title: "Bad Request", status: 400, traceId: "0" }, "Bad Request"],
    [{ error: "invalid_client", error_description: "No such client" }, "No such client"],
    [{ message: "No such route" }, "No such route"],
  ])("tells the reason of %j", (body, reason) => {
    expect(errorFromAnswer({ status: 400, body }, "new-order", clean)?.message).toBe(
      `Almara refused (new-order, HTTP 400): ${reason}`,
    )
  })

  it.each([
    [{ status: "12", reason: "Route is not configured for KES" }, "refused", "Route is not configured for KES"],
    [{ message: { resultCode: "12", remarks: "General error" } }, "refused", "General error"],
    [{ status: 500, message: "No such route" }, "refused", "No such route"],
    [{ appDomainName: "x", reason: "Closed" }, "refused", "Closed"],
    [[{ status: "12", reason: "In a list" }], "refused", "In a list"],
    [{ data: [{ status: "12", reason: "In both" }] }, "refused", "In both"],
    [{ success: false, message: "Route is not configured" }, "refused", "Route is not configured"],
    [{ message: { isSuccess: "False", remarks: "No such route" } }, "refused", "No such route"],
    [
      { errors: [{ field: "OriginatorConversationId", message: "duplicate originator conversation id '7'" }] },
      "duplicate",
      "duplicate",
    ],
  ])("takes a success with %j for what it says", (body, kind, told) => {
    const error = errorFromOrderAnswer({ status: 200, body }, "new-order", clean, false)
    expect(error).toMatchObject({ kind, message: expect.stringContaining(told) })
  })

  it.each([
    [{ message: { systemConversationId: "1", remarks: "Checkout order request received successfully" } }],
    [{ status: 200, reason: "OK" }],
    [{ systemConversationId: "c-1", error: "" }],
    [{ error: " " }],
    [{ systemConversationId: "c-1", status: "success", reason: "Order accepted" }],
    [{ resultCode: "000", reason: "Accepted" }],
    [{ resultCode: 202, remarks: "Accepted for processing" }],
    [{ resultCode: 37, remarks: "Who knows" }],
    [{ success: true, message: "Order accepted" }],
    [{ succeeded: null, message: "Order accepted" }],
  ])("does not take the success %j for a refusal", (body) => {
    expect(errorFromOrderAnswer({ status: 200, body }, "new-order", clean, false)).toBeUndefined()
  })

  it("believes a page more than a reason", () => {
    expect(
      errorFromOrderAnswer(
        { status: 200, body: { reason: "Please pay", checkoutUrl: "https://pay.example/1" } },
        "new-order",
        clean,
        true,
      ),
    ).toBeUndefined()
  })

  it("lets the answer of check-status speak for itself, and is strict about new-order's", () => {
    const refused = { status: 200, body: { errors: [{ field: "a", message: "b" }] } }
    const duplicate = { status: 200, body: { message: { resultCode: "009" } } }
    expect(errorFromAnswer(refused, "check-status", clean)).toBeUndefined()
    expect(errorFromAnswer(duplicate, "check-status", clean)).toBeUndefined()
    expect(errorFromOrderAnswer(refused, "new-order", clean, false)?.kind).toBe("refused")
    expect(errorFromOrderAnswer(duplicate, "new-order", clean, false)?.kind).toBe("duplicate")
    expect(errorFromOrderAnswer({ status: 200, body: { errors: [] } }, "new-order", clean, false)).toBeUndefined()
  })
})

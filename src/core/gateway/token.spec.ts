import { setTimeout as sleep } from "node:timers/promises"
import { cleaner, type Fetch } from "./http"
import { type AlmaraOptionsInput, parseAlmaraOptions } from "../options/options"
import { createTokenSource } from "./operation"

const minimal: AlmaraOptionsInput = {
  baseUrl: "https://api.almara.example",
  clientId: "client",
  clientSecret: "marked secret & more",
  routeId: "DED81224-70B6-ED11-AD49-0EE00E897F52",
  channelType: 172,
  callbackSecret: "c".repeat(32),
  backendUrl: "https://shop.example",
  storefrontUrl: "https://shop.example",
  timeoutInMilliseconds: 2000,
}

type Sent = { url: string; init: RequestInit }

function sourceOf(answer: (count: number) => Response | Promise<Response>, more: Partial<AlmaraOptionsInput> = {}) {
  const sent: Sent[] = []
  const pauses: number[] = []
  const time = { now: 1_000_000, spendTime: (): void => undefined }
  const fetch: Fetch = async (url, init = {}) => {
    sent.push({ url, init })
    await sleep(5)
    return answer(sent.length)
  }
  const clock = {
    now: () => time.now,
    random: () => 0,
    // Pauses are over at once, and the budget lasts until it is spent: a slow machine changes nothing.
    sleep: async (milliseconds: number) => {
      if (milliseconds === minimal.timeoutInMilliseconds) {
        await new Promise<void>((resolve) => (time.spendTime = resolve))
      } else {
        pauses.push(milliseconds)
      }
    },
  }
  const options = parseAlmaraOptions({ ...minimal, ...more })
  const tokens = createTokenSource({ options, fetch, clock, clean: cleaner(() => [options.clientSecret]) })
  return { tokens, sent, time, pauses }
}

const numbered = (count: number) =>
  Response.json({ access_token: `token-${count}`, expires_in: 3600, token_type: "Bearer" })

describe("createTokenSource", () => {
  it("asks with JSON, and with a form on another host when told so", async () => {
    const json = sourceOf(numbered, { scope: "orders" })
    await json.tokens.current()
    expect(json.sent[0]!.url).toBe("https://api.almara.example/v1/oauth/token")
    expect(JSON.parse(String(json.sent[0]!.init.body))).toEqual({
      client_id: "client",
      client_secret: "marked secret & more",
      grant_type: "client_credentials",
      scope: "orders",
    })

    const form = sourceOf(numbered, { tokenFormat: "form", tokenPath: "https://identity.almara.example/connect/token" })
    await form.tokens.current()
    expect(form.sent[0]!.url).toBe("https://identity.almara.example/connect/token")
    expect(form.sent[0]!.init.headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded" })
    expect(String(form.sent[0]!.init.body)).toBe(
      "client_id=client&client_secret=marked+secret+%26+more&grant_type=client_credentials",
    )
  })

  it.each([{ accessToken: "t", expiresIn: 60 }, { data: { access_token: "t" } }, { message: { accessToken: "t" } }])(
    "finds the token in %j",
    async (answer) => {
      expect(await sourceOf(() => Response.json(answer)).tokens.current()).toBe("t")
    },
  )

  it("asks once, however many need a token at once, and keeps it", async () => {
    const { tokens, sent } = sourceOf(numbered)
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.current()))
    expect(new Set(all)).toEqual(new Set(["token-1"]))
    expect(await tokens.current()).toBe("token-1")
    expect(sent).toHaveLength(1)
  })

  it("renews 60 seconds before the token expires, and not earlier", async () => {
    const { tokens, time } = sourceOf(numbered)
    await tokens.current()
    time.now += 3_539_999
    expect(await tokens.current()).toBe("token-1")
    time.now += 1
    expect(await tokens.current()).toBe("token-2")
  })

  it("takes an hour when the answer does not say, and numbers that are texts", async () => {
    const silent = sourceOf((count) => Response.json({ access_token: `token-${count}` }))
    await silent.tokens.current()
    silent.time.now += 3_500_000
    expect(await silent.tokens.current()).toBe("token-1")

    const text = sourceOf((count) => Response.json({ access_token: `token-${count}`, expires_in: "120" }))
    await text.tokens.current()
    text.time.now += 60_000
    expect(await text.tokens.current()).toBe("token-2")
  })

  it("replaces a refused token once, however many were refused", async () => {
    const { tokens, sent } = sourceOf(numbered)
    const refused = await tokens.current()
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.replace(refused)))
    expect(new Set(all)).toEqual(new Set(["token-2"]))
    expect(await tokens.replace(refused)).toBe("token-2")
    expect(sent).toHaveLength(2)
    expect(tokens.known()).toEqual(["token-2", "token-1"])
  })

  it("does not keep a failure", async () => {
    const { tokens } = sourceOf((count) => (count === 1 ? new Response(null, { status: 401 }) : numbered(count)))
    await expect(tokens.current()).rejects.toMatchObject({ kind: "unauthorized" })
    expect(await tokens.current()).toBe("token-2")
  })

  it("repeats twice when Almara does not answer", async () => {
    const { tokens, sent, pauses } = sourceOf((count) =>
      count < 3 ? new Response(null, { status: 503 }) : numbered(count),
    )
    expect(await tokens.current()).toBe("token-3")
    expect(sent).toHaveLength(3)
    expect(pauses).toEqual([100, 300])
  })

  it.each([
    [401, {}, "unauthorized"],
    [400, { error: "invalid_client" }, "unauthorized"],
    [400, { error: "invalid_scope" }, "configuration"],
    [400, { error: "constructor" }, "refused"],
    [403, {}, "forbidden"],
    [500, {}, "unavailable"],
    [200, {}, "unreadable"],
    [200, { access_token: "" }, "unreadable"],
    [200, { access_token: "with\r\nheader: marked" }, "unreadable"],
    [200, { access_token: 5 }, "unreadable"],
  ])("HTTP %i %j is %s, and nothing was sent yet", async (status, body, kind) => {
    const { tokens } = sourceOf(() => Response.json({ ...body, hint: "marked secret & more" }, { status }))
    const error = await tokens.current().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind, mayHaveArrived: false })
    expect(String(error)).not.toContain("marked")
  })

  it("gives up in time", async () => {
    const { tokens, sent, time } = sourceOf(() => new Promise<Response>(() => undefined))
    const token = tokens.current()
    await expect(Promise.race([token, sleep(0, "pending")])).resolves.toBe("pending")
    time.spendTime()
    await expect(token).rejects.toMatchObject({ kind: "timeout", mayHaveArrived: false })
    expect(sent).toHaveLength(1)
  })
})

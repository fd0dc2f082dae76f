import { AlmaraError } from "../errors"
import type { AlmaraOptionsInput } from "./options"
import { refuseInsecureHttp } from "./option-warnings"
import { describeOptions, optionWarnings, parseAlmaraOptions } from "./options"

const secret = "callback-secret-callback-secret-1"
const otherSecret = "callback-secret-callback-secret-2"

const minimal: AlmaraOptionsInput = {
  baseUrl: "https://api.almara.example/",
  clientId: "client",
  clientSecret: "marked-client-secret",
  routeId: "DED81224-70B6-ED11-AD49-0EE00E897F52",
  channelType: 172,
  callbackSecret: secret,
  backendUrl: "https://shop.example/api//",
  storefrontUrl: "http://localhost:8000",
}

function problemsOf(input: unknown): string {
  try {
    parseAlmaraOptions(input)
  } catch (error) {
    expect(error).toBeInstanceOf(AlmaraError)
    expect(error).toMatchObject({ kind: "configuration" })
    return (error as AlmaraError).message
  }
  throw new Error("The options were accepted.")
}

describe("parseAlmaraOptions", () => {
  it("fills in the defaults", () => {
    expect(parseAlmaraOptions(minimal)).toEqual({
      ...minimal,
      baseUrl: "https://api.almara.example",
      backendUrl: "https://shop.example/api",
      callbackSecret: [secret],
      tokenPath: "/v1/oauth/token",
      tokenFormat: "json",
      newOrderPath: "/v1/checkout-order/new-order",
      checkStatusPath: "/v1/checkout-order/check-status",
      routesPath: "/v1/transaction-routes/assigned-routes",
      placement: "order_first",
      verification: "query",
      unsignedCallbacks: "hint",
      dueInMinutes: 60,
      graceInMinutes: 2,
      refunds: "refuse",
      reminders: false,
      language: "en",
      timeoutInMilliseconds: 8000,
      returnPath: "/checkout/almara",
      returnWaitInMilliseconds: 5000,
      maximumAttempts: 5,
      requestsPerSecond: 5,
      retentionInDays: 90,
      allowInsecureHttp: false,
    })
  })

  it("reads what environment variables give: texts for numbers, blanks for nothing, commas for lists", () => {
    const environment = {
      ...minimal,
      channelType: " 172 ",
      dueInMinutes: "30",
      scope: "",
      accountNo: undefined,
      placement: "  ",
      healthPath: null,
      callbackSecret: `${secret}, ${otherSecret}`,
    }
    const options = parseAlmaraOptions(environment)
    expect(options).toMatchObject({ channelType: 172, dueInMinutes: 30, placement: "order_first" })
    expect(options.callbackSecret).toEqual([secret, otherSecret])
    expect(Object.keys(options).filter((name) => ["scope", "accountNo", "healthPath"].includes(name))).toEqual([])
  })

  it.each([
    ["dueInMinutes", 1, 10080, "minutes"],
    ["graceInMinutes", 0, 1440, "minutes"],
    ["timeoutInMilliseconds", 100, 10000, "milliseconds"],
    ["returnWaitInMilliseconds", 500, 10000, "milliseconds"],
    ["maximumAttempts", 1, 50, "attempts"],
    ["requestsPerSecond", 1, 100, "requests"],
    ["retentionInDays", 1, 3650, "days"],
  ] as const)("takes %s from %i to %i %s, and no other", (name, smallest, largest, unit) => {
    for (const value of [smallest, largest])
      expect(parseAlmaraOptions({ ...minimal, [name]: ` ${value} ` })[name]).toBe(value)
    for (const value of [smallest - 1, largest + 1]) {
      expect(problemsOf({ ...minimal, [name]: value })).toContain(
        `  - ${name}: must be a whole number of ${unit} from ${smallest} to ${largest}`,
      )
    }
  })

  it.each([
    ["tokenFormat", "json"],
    ["tokenFormat", "form"],
    ["placement", "order_first"],
    ["placement", "pay_first"],
    ["verification", "query"],
    ["verification", "signature"],
    ["unsignedCallbacks", "hint"],
    ["unsignedCallbacks", "reject"],
    ["refunds", "refuse"],
    ["refunds", "manual"],
    ["tokenPath", "/oauth/token"],
    ["returnPath", "/pay/result"],
    ["checkoutUrlField", "url"],
    ["checkoutUrlField", "message.page.url"],
  ] as const)("takes %s: %p as it is", (name, value) => {
    expect(parseAlmaraOptions({ ...minimal, [name]: value })[name]).toBe(value)
  })

  it("takes texts without the blanks around them, and the shortest secret that is allowed", () => {
    const shortest = "s".repeat(32)
    expect(parseAlmaraOptions({ ...minimal, clientId: " client ", callbackSecret: shortest })).toMatchObject({
      clientId: "client",
      callbackSecret: [shortest],
    })
  })

  it("takes e-mail addresses as a list or separated by commas, and nothing else in their place", () => {
    const addresses = ["duty@shop.example", "owner@shop.example"]
    for (const notifyEmail of [addresses, addresses.join(", "), [`${addresses[0]},`, addresses[1]]])
      expect(parseAlmaraOptions({ ...minimal, notifyEmail }).notifyEmail).toEqual(addresses)
    expect(parseAlmaraOptions({ ...minimal, notifyEmail: " " }).notifyEmail).toBeUndefined()
    for (const notifyEmail of ["owner", "a b@shop.example", ["@shop.example"], "a@b; c@d", 5])
      expect(problemsOf({ ...minimal, notifyEmail })).toMatch(
        /^ {2}- notifyEmail: must be one e-mail address, or several/m,
      )
  })

  it("says that an option is missing only where it is", () => {
    expect(problemsOf({ ...minimal, clientId: 5 })).toBe(
      "Almara options are not valid:\n  - clientId: must be the client id that came from Almara",
    )
  })

  it("takes tokens from another host", () => {
    const tokenPath = "https://identity.almara.example/connect/token"
    expect(parseAlmaraOptions({ ...minimal, tokenPath, tokenFormat: "form" }).tokenPath).toBe(tokenPath)
  })

  it("names everything that is wrong in one message", () => {
    const message = problemsOf({ clientId: "client", routeId: "1", timeoutInMilliseconds: 60000, placement: "later" })
    expect(message).toBe(
      [
        "Almara options are not valid:",
        "  - baseUrl: is missing; must be the address of Almara's API that came with the credentials",
        "  - clientSecret: is missing; must be the client secret that came from Almara",
        "  - routeId: must be a GUID such as DED81224-70B6-ED11-AD49-0EE00E897F52",
        "  - channelType: is missing; must be the number of one of the route's channels, such as 172",
        "  - callbackSecret: is missing; must be one secret of at least 32 characters, or several (a list, or separated by commas)",
        "  - backendUrl: is missing; must be the public address of this Medusa backend",
        "  - storefrontUrl: is missing; must be the address of the storefront",
        '  - placement: must be "order_first" or "pay_first"',
        "  - timeoutInMilliseconds: must be a whole number of milliseconds from 100 to 10000",
      ].join("\n"),
    )
  })

  it.each([
    ["baseUrl", "api.almara.example"],
    ["baseUrl", "ftp://api.almara.example"],
    ["baseUrl", "https://user:marked@api.almara.example"],
    ["baseUrl", "https://api.almara.example?marked=1"],
    ["backendUrl", 5],
    ["storefrontUrl", "javascript:alert(1)"],
    ["clientId", 5],
    ["tokenPath", "v1/oauth/token"],
    ["tokenPath", "//evil.example/token"],
    ["newOrderPath", "https://other.example/new-order"],
    ["returnPath", "//evil.example"],
    ["routeId", "DED81224"],
    ["channelType", 0],
    ["channelType", "one"],
    ["channelType", 1.5],
    ["callbackSecret", "marked-too-short"],
    ["callbackSecret", [secret, "marked-too-short"]],
    ["callbackSecret", []],
    ["callbackSecret", `${secret},`],
    ["dueInMinutes", 0],
    ["dueInMinutes", 10081],
    ["dueInMinutes", "soon"],
    ["timeoutInMilliseconds", 10001],
    ["refunds", true],
    ["checkoutUrlField", "message..url"],
    ["checkoutUrlField", "marked url"],
    ["baseUrl", "xhttps://api.almara.example"],
    ["tokenPath", "/v1/marked token"],
    ["newOrderPath", "/v1/marked order"],
    ["routeId", "markedDED81224-70B6-ED11-AD49-0EE00E897F52"],
    ["routeId", "DED81224-70B6-ED11-AD49-0EE00E897F52marked"],
    ["channelType", "marked172"],
    ["channelType", "172marked"],
    ["dueInMinutes", "marked30"],
    ["dueInMinutes", "30marked"],
  ])("refuses %s: %p without repeating it", (name, value) => {
    const message = problemsOf({ ...minimal, [name]: value })
    expect(message).toMatch(new RegExp(`^Almara options are not valid:\n  - ${name}: .+$`))
    expect(message).not.toContain("marked")
    expect(message).not.toContain("Invalid input")
  })

  it.each([
    ["baseURL", "did you mean baseUrl?"],
    ["client_secret", "did you mean clientSecret?"],
    ["dueInMinuets", "did you mean dueInMinutes?"],
    ["callbackSecrets", "did you mean callbackSecret?"],
    ["pineapple", "pineapple: is not an option"],
  ])("does not swallow the misspelt option %s", (name, expected) => {
    const message = problemsOf({ ...minimal, [name]: "marked" })
    expect(message).toContain(expected)
    expect(message).not.toContain("marked")
  })

  it.each([undefined, null, "text", [], 5])("refuses %p as options", (input) => {
    expect(problemsOf(input)).toBe("Almara options are not valid:\n  - must be an object of options")
  })

  it("refuses unsigned callbacks where the signature decides", () => {
    expect(parseAlmaraOptions({ ...minimal, verification: "signature" }).unsignedCallbacks).toBe("reject")
    expect(parseAlmaraOptions({ ...minimal, unsignedCallbacks: "reject" }).unsignedCallbacks).toBe("reject")
    expect(problemsOf({ ...minimal, verification: "signature", unsignedCallbacks: "hint" })).toContain(
      "unsignedCallbacks",
    )
  })
})

describe("describeOptions", () => {
  it("shows everything but the secrets", () => {
    const options = parseAlmaraOptions({ ...minimal, callbackSecret: [secret, otherSecret] })
    const described = describeOptions(options)
    expect(described).toEqual({ ...options, clientSecret: "[secret]", callbackSecret: ["[secret]", "[secret]"] })
    expect(JSON.stringify(described)).not.toMatch(/marked|callback-secret/)
  })
})

describe("optionWarnings", () => {
  const warningsOf = (more: Partial<AlmaraOptionsInput>): string[] =>
    optionWarnings(parseAlmaraOptions({ ...minimal, ...more })).map((warning) => warning.split(" ")[0]!)

  it("is silent about https, and about http of the store's own that is nearby", () => {
    expect(warningsOf({})).toEqual([])
    for (const host of [
      "localhost",
      "127.0.0.1:4000",
      "[::1]:4000",
      "almara.localhost",
      "simulator:4000",
      "10.1.2.3",
    ]) {
      expect(warningsOf({ baseUrl: `https://${host}`, backendUrl: `http://${host}` })).toEqual([])
    }
  })

  it("lists http to Almara, wherever it is, and to hosts of the store that are far away", () => {
    const far = {
      baseUrl: "http://api.almara.co.ke",
      tokenPath: "http://identity.almara.co.ke/connect/token",
      backendUrl: "https://shop.co.ke",
    }
    expect(warningsOf(far)).toEqual(["baseUrl", "tokenPath"])
    expect(warningsOf({ baseUrl: "http://localhost:4000", backendUrl: "http://localhost:9000" })).toEqual(["baseUrl"])
    expect(warningsOf({ backendUrl: "http://shop.co.ke", storefrontUrl: "http://8.8.8.8" })).toEqual([
      "backendUrl",
      "storefrontUrl",
    ])
  })

  it("says that Almara cannot call a backend on this machine", () => {
    expect(warningsOf({ baseUrl: "https://api.almara.co.ke", backendUrl: "http://localhost:9000" })).toEqual([
      "backendUrl",
    ])
  })
})

describe("refuseInsecureHttp", () => {
  const refuse = (more: Partial<AlmaraOptionsInput>) => () =>
    refuseInsecureHttp(parseAlmaraOptions({ ...minimal, ...more }))

  it.each([
    "https://api.almara.example",
    "http://localhost:4010",
    "http://127.0.0.1:4010",
    "http://127.9.9.9",
    "http://[::1]:4010",
    "http://almara.localhost",
  ])("takes %s", (baseUrl) => {
    expect(refuse({ baseUrl })).not.toThrow()
  })

  it.each([
    "http://api.almara.example",
    "http://10.1.2.3",
    "http://simulator:4010",
    "http://localhost.example",
    "http://127.0.0.1.nip.io",
  ])("refuses %s", (baseUrl) => {
    expect(refuse({ baseUrl })).toThrow(/- baseUrl: must begin with https/)
  })

  it("looks at the address of the token as well", () => {
    expect(refuse({ tokenPath: "http://identity.almara.example/connect/token" })).toThrow(/- tokenPath: /)
  })

  it.each([
    ["true", true],
    ["FALSE", false],
    [true, true],
    ["", false],
  ])("reads %p", (allowInsecureHttp, read) => {
    expect(parseAlmaraOptions({ ...minimal, allowInsecureHttp: allowInsecureHttp as boolean }).allowInsecureHttp).toBe(
      read,
    )
    expect(problemsOf({ ...minimal, allowInsecureHttp: "yes" })).toContain("allowInsecureHttp: must be true or false")
  })
})

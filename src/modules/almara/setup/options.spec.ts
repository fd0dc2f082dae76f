import { optionsFromMedusa } from "./options"

const given = {
  baseUrl: "http://api.almara.example",
  clientId: "client",
  clientSecret: "secret",
  routeId: "DED81224-70B6-ED11-AD49-0EE00E897F52",
  channelType: 172,
  callbackSecret: "c".repeat(32),
  backendUrl: "https://shop.example",
  storefrontUrl: "https://shop.example",
  placement: "pay_first",
}

describe("plain http to Almara", () => {
  const before = process.env.NODE_ENV
  afterEach(() => {
    process.env.NODE_ENV = before
  })

  it("stops the boot in production, unless it is allowed or this very machine", () => {
    process.env.NODE_ENV = "production"
    expect(() => optionsFromMedusa(given)).toThrow(
      "- baseUrl: must begin with https:// in production, unless allowInsecureHttp is true",
    )
    expect(optionsFromMedusa({ ...given, allowInsecureHttp: "true" }).baseUrl).toBe(given.baseUrl)
    expect(optionsFromMedusa({ ...given, baseUrl: "http://127.0.0.1:4010" }).baseUrl).toBe("http://127.0.0.1:4010")
  })

  it("is taken elsewhere", () => {
    process.env.NODE_ENV = "development"
    expect(optionsFromMedusa(given).allowInsecureHttp).toBe(false)
  })
})

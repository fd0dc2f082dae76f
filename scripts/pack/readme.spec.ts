import { componentsFromDocs, configurationByHand, configurationFromReadme, instrumentationFromDocs } from "./readme"

describe("the configuration that the README shows", () => {
  it("stands there, and is completed by what a store has already", () => {
    const configuration = configurationFromReadme()
    expect(configuration).toContain('from "medusa-payment-almara/config"')
    expect(configuration).toContain("databaseUrl: process.env.DATABASE_URL")
    expect(configuration.startsWith("import")).toBe(true)
  })

  it("is missed when it is gone", () => {
    expect(() => configurationFromReadme("order_first", "# A page\n\n```ts\nconst x = 1\n```\n")).toThrow(
      "no configuration",
    )
  })

  it("can be had with the other placement, and without our helper", () => {
    expect(configurationFromReadme("pay_first")).toContain('  placement: "pay_first",\n  storefrontUrl:')
    const byHand = configurationByHand("pay_first")
    expect(byHand).not.toContain("defineAlmara")
    expect(byHand).toContain("options: { ...almara }")
  })
})

it("what docs/telemetry.md and docs/storefront-react.md show is found", () => {
  expect(instrumentationFromDocs()).toContain("export function register")
  expect(componentsFromDocs()).toContain("useAlmaraCheckout(store, paymentSessionId")
})

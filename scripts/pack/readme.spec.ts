import { configurationFromReadme } from "./readme"

describe("the configuration that the README shows", () => {
  it("stands there, and is completed by what a store has already", () => {
    const configuration = configurationFromReadme()
    expect(configuration).toContain('from "medusa-payment-almara/config"')
    expect(configuration).toContain("databaseUrl: process.env.DATABASE_URL")
    expect(configuration.startsWith("import")).toBe(true)
  })

  it("is missed when it is gone", () => {
    expect(() => configurationFromReadme("# A page\n\n```ts\nconst x = 1\n```\n")).toThrow("no configuration")
  })
})

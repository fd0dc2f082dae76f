import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { fromTheAdmin } from "./from-the-admin"

/** Whether a page of that origin may act in a store that is called by a host, and has an address of its own. */
function passes(backendUrl: string, host: string, origin: string): boolean {
  const next = jest.fn()
  const answer = { status: () => answer, json: () => answer }
  const resolve = (name: string) =>
    name === "almara" ? { options: { backendUrl } } : { projectConfig: { http: { adminCors: "" } } }
  fromTheAdmin(
    { headers: { origin, host }, scope: { resolve } } as unknown as MedusaRequest,
    answer as unknown as MedusaResponse,
    next,
  )
  return next.mock.calls.length > 0
}

describe("the store's own origin", () => {
  it.each([
    ["https://shop.example", "shop.example", "https://shop.example", true],
    ["https://shop.example", "inner:9000", "https://shop.example", true],
    ["http://localhost:9000", "localhost:9000", "http://localhost:9000", true],
    ["http://inner:9000", "shop.example", "https://shop.example", true],
    // A stranger on the line writes pages of the same host by plain http.
    ["https://shop.example", "shop.example", "http://shop.example", false],
    ["https://shop.example", "inner:9000", "http://shop.example", false],
    ["https://shop.example", "shop.example", "https://shop.example.evil.example", false],
  ])("where its address is %s and %s is called: %s passes: %p", (backendUrl, host, origin, isPassing) => {
    expect(passes(backendUrl, host, origin)).toBe(isPassing)
  })
})

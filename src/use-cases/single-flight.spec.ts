// eslint-disable-next-line @medusajs/import-from-framework-not-internal -- the spec tries the words of this very lock
import { InMemoryLockingProvider } from "@medusajs/locking/dist/providers/in-memory"
import { isLockTimeout, singleFlight } from "./single-flight"

describe("singleFlight", () => {
  it("does the work once for all who ask meanwhile, and anew for who asks later", async () => {
    let times = 0
    const work = async () => (times += 1)
    expect(
      await Promise.all([singleFlight("same", work), singleFlight("same", work), singleFlight("another", work)]),
    ).toEqual([1, 1, 2])
    expect(await singleFlight("same", work)).toBe(3)
  })

  it("gives all of them the same error", async () => {
    const fail = async () => Promise.reject(new Error("in vain"))
    const both = await Promise.allSettled([singleFlight("fails", fail), singleFlight("fails", fail)])
    expect(both.map((one) => one.status === "rejected" && one.reason.message)).toEqual(["in vain", "in vain"])
  })
})

describe("isLockTimeout", () => {
  it("knows what Medusa's lock says when it gives up waiting, and nothing else", async () => {
    const locks = new InMemoryLockingProvider()
    let free = () => {}
    const held = locks.execute("order", () => new Promise<void>((resolve) => (free = resolve)))
    const gaveUp: unknown = await locks
      .execute("order", async () => "never", { timeout: 1 })
      .catch((error: unknown) => error)
    free()
    await held
    expect([
      isLockTimeout(gaveUp),
      isLockTimeout(new Error("The order is locked")),
      isLockTimeout("Timed-out acquiring lock."),
    ]).toEqual([true, false, false])
  })
})

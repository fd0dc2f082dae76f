import { singleFlight } from "./single-flight"

/** Work that ends when it is told to. */
function heldWork() {
  const calls: AbortSignal[] = []
  let end = (_: string): void => undefined
  const done = new Promise<string>((resolve) => (end = resolve))
  const work = (signal: AbortSignal) => {
    calls.push(signal)
    return done
  }
  return { calls, work, end: (text: string) => end(text) }
}

describe("doing a thing once", () => {
  it("gives everybody who asks meanwhile the same answer, and begins anew afterwards", async () => {
    const { calls, work, end } = heldWork()
    const both = Promise.all([singleFlight("a", work), singleFlight("a", work)])
    end("answer")
    expect(await both).toEqual(["answer", "answer"])
    expect(calls).toHaveLength(1)
    await singleFlight("a", work)
    expect(calls).toHaveLength(2)
  })

  it("one caller who stops leaves the other alone", async () => {
    const { calls, work, end } = heldWork()
    const impatient = new AbortController()
    const [first, second] = [singleFlight("b", work, impatient.signal), singleFlight("b", work)]
    impatient.abort(new Error("left"))
    await expect(first).rejects.toThrow("left")
    expect(calls[0]?.aborted).toBe(false)
    end("answer")
    expect(await second).toBe("answer")
  })

  it("is stopped when nobody waits any more, and does not wait for it when it is asked again", async () => {
    const { calls, work } = heldWork()
    const gone = new AbortController()
    const waiting = [singleFlight("c", work, gone.signal), singleFlight("c", work, gone.signal)]
    gone.abort(new Error("left"))
    await expect(Promise.all(waiting)).rejects.toThrow("left")
    await expect(waiting[1]).rejects.toThrow("left")
    expect(calls[0]?.aborted).toBe(true)
    const again = heldWork()
    again.end("second answer")
    expect(await singleFlight("c", again.work)).toBe("second answer")
  })

  it("begins nothing for a caller who has stopped before", async () => {
    const { calls, work } = heldWork()
    await expect(singleFlight("d", work, AbortSignal.abort(new Error("left")))).rejects.toThrow("left")
    expect(calls).toHaveLength(0)
  })

  it("tells a failure to all, and forgets it", async () => {
    const failing = () => Promise.reject(new Error("no"))
    const settled = await Promise.allSettled([singleFlight("e", failing), singleFlight("e", failing)])
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    expect(await singleFlight("e", async () => "yes")).toBe("yes")
  })
})

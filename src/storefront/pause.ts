/** Waits; ends early when the caller stops it, or when the browser is online again. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const target = globalThis as Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", end)
      target.removeEventListener?.("online", end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener("abort", end)
    target.addEventListener?.("online", end)
  })
}

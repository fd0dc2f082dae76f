/** What came back from one request: an answer, or how it was lost. */
export type Reply = { status: number; body: any } | { lost: string }

/** Longer than Medusa waits for a cart's lock on any machine; a connection on which nothing comes any more is lost. */
const PATIENCE_IN_MILLISECONDS = 120_000

/** One JSON call, as a browser makes it: a lost connection is an answer like any other. */
export async function call(
  url: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string>; patienceMs?: number } = {},
): Promise<Reply> {
  try {
    const answer = await fetch(url, {
      method: init.method ?? "GET",
      headers: { ...(init.body === undefined ? {} : { "content-type": "application/json" }), ...init.headers },
      body: init.body === undefined ? undefined : JSON.stringify(init.body),
      redirect: "manual",
      signal: AbortSignal.timeout(init.patienceMs ?? PATIENCE_IN_MILLISECONDS),
    })
    const text = await answer.text()
    const isJson = answer.headers.get("content-type")?.includes("json")
    return { status: answer.status, body: isJson && text ? JSON.parse(text) : text }
  } catch (error) {
    return {
      lost:
        error instanceof Error
          ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`
          : String(error),
    }
  }
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

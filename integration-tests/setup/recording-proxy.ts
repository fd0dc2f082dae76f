import { createServer, type IncomingMessage } from "node:http"

/** Stands between a store and its gateway, and hears everything. */
export interface RecordingProxy {
  url: string
  /** The access tokens that the store has used. */
  tokens: Set<string>
  /**
   * The next call to a path that holds this is answered in the gateway's place; where `about` is said, the next one
   * whose body holds that, since a store may ask about another checkout at the same moment.
   */
  answerNext(part: string, status: number, body: unknown, about?: string): void
  stop(): Promise<void>
}

/** Listens in on the line to a gateway. */
export async function startRecordingProxy(gatewayUrl: string): Promise<RecordingProxy> {
  const tokens = new Set<string>()
  const answers: { part: string; status: number; body: unknown; about: string }[] = []

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const { authorization, "content-type": contentType } = request.headers
    if (authorization) tokens.add(authorization.replace(/^Bearer /, ""))
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const asked = `${request.url} ${Buffer.concat(chunks).toString("utf8")}`
    const place = answers.findIndex(({ part, about }) => request.url?.includes(part) && asked.includes(about))
    const [own] = place < 0 ? [] : answers.splice(place, 1)
    if (own) return { status: own.status, body: JSON.stringify(own.body) }
    const passed = await fetch(`${gatewayUrl}${request.url}`, {
      method: request.method ?? "GET",
      headers: { ...(authorization && { authorization }), ...(contentType && { "content-type": contentType }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    return { status: passed.status, body: await passed.text() }
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { "content-type": "application/json" }).end(body),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    tokens,
    answerNext: (part, status, body, about = "") => void answers.push({ part, status, body, about }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import type { RefusalBody } from "../../core/views/admin/refusals"
import { parse, record } from "./parse"
import { sdk } from "./sdk"

/** What a door of the store answered when it did not do what was asked; the status is 0 when nothing answered. */
export class DoorError extends Error {
  constructor(
    readonly status: number,
    readonly body: Partial<Pick<RefusalBody, "code" | "message" | "values">>
  ) {
    super(body.message)
  }
}

/** Whether the reader has to sign in again. */
export const isSignedOut = (error: unknown): boolean => error instanceof DoorError && error.status === 401

/** Whether the reader lacks the permission for it. */
export const isForbidden = (error: unknown): boolean => error instanceof DoorError && error.status === 403

interface Question {
  method?: "GET" | "POST"
  query?: Record<string, unknown>
  body?: unknown
}

/**
 * Knocks at one of the plugin's doors, with the login of the admin around it. Medusa's own client keeps of an error only
 * its English sentence; the code and the values of a refusal are needed to say it in the reader's language.
 * Throws DoorError.
 */
export const knock = async (path: string, { method = "GET", query = {}, body }: Question = {}): Promise<Response> => {
  const base = new URL(__BACKEND_URL__ || "/", window.location.origin)
  const address = new URL(`${base.pathname.replace(/\/$/, "")}/admin/almara${path}`, base.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, String(value))
  const token = __AUTH_TYPE__ === "jwt" ? await sdk.client.getToken() : null
  const answer = await fetch(address, {
    method,
    credentials: __AUTH_TYPE__ === "jwt" ? "omit" : "include",
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...(token && { authorization: `Bearer ${token}` }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new DoorError(0, {})
  })
  if (!answer.ok) throw new DoorError(answer.status, await bodyOf(answer))
  return answer
}

/** The same, for doors that answer in JSON. */
export const ask = async <Answer>(path: string, question?: Question): Promise<Answer> => {
  const answer = await knock(path, question)
  const body = parse(await answer.text())
  // A proxy may have answered in the store's place.
  if (body === undefined) throw new DoorError(answer.status, {})
  return body as Answer
}

const bodyOf = async (answer: Response): Promise<DoorError["body"]> => record(parse(await answer.text()))

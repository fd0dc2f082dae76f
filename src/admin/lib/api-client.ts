import type { BusinessErrorBody } from "../../core/views/admin/business-errors"
import { parse, record } from "./parse"
import { sdk } from "./sdk"

/** What an endpoint of the store answered when it did not do what was asked; the status is 0 when nothing answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: Partial<Pick<BusinessErrorBody, "code" | "message" | "values">>,
  ) {
    super(body.message)
  }
}

/** Whether the reader has to sign in again. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401

/** Whether the reader lacks the permission for it. */
export const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.status === 403

interface ApiRequest {
  method?: "GET" | "POST"
  query?: Record<string, unknown>
  body?: unknown
}

/**
 * Calls one of the plugin's endpoints, with the login of the admin around it. Medusa's own client keeps of an error
 * only its English sentence; the code and the values of an error are needed to say it in the reader's language.
 * @throws ApiError.
 */
export const fetchApi = async (
  path: string,
  { method = "GET", query = {}, body }: ApiRequest = {},
): Promise<Response> => {
  const base = new URL(__BACKEND_URL__ || "/", window.location.origin)
  const address = new URL(`${base.pathname.replace(/\/$/, "")}/admin/almara${path}`, base.origin)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) address.searchParams.set(name, String(value))
  const token = __AUTH_TYPE__ === "jwt" ? await sdk.client.getToken() : null
  const answer = await fetch(address, {
    method,
    credentials: __AUTH_TYPE__ === "jwt" ? "omit" : "include",
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ApiError(0, {})
  })
  if (!answer.ok) throw new ApiError(answer.status, await bodyOf(answer))
  return answer
}

/** The same, for endpoints that answer in JSON. */
export const fetchJson = async <Answer>(path: string, request?: ApiRequest): Promise<Answer> => {
  const answer = await fetchApi(path, request)
  const body = parse(await answer.text())
  // A proxy may have answered in the store's place.
  if (body === undefined) throw new ApiError(answer.status, {})
  return body as Answer
}

const bodyOf = async (answer: Response): Promise<ApiError["body"]> => record(parse(await answer.text()))

/** An answer as the gateway would have given it. */
export interface PlainAnswer {
  status: number
  body: unknown
}

/** An answer as it is sent: its text need not be JSON. */
export interface OddAnswer {
  status: number
  text: string
  headers?: Record<string, string>
}

type Oddity = (answer: PlainAnswer) => OddAnswer

const manyLevels = 80_000
const longText = 4_000

const json = (body: unknown, status = 200, headers?: Record<string, string>): OddAnswer => ({
  status,
  text: JSON.stringify(body),
  ...(headers && { headers }),
})
const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {}
const changed =
  (change: (body: Record<string, unknown>) => unknown): Oddity =>
  ({ status, body }) =>
    json(change(record(body)), status)

function withOutcome(
  body: Record<string, unknown>,
  change: (outcome: Record<string, unknown>) => unknown,
): Record<string, unknown> {
  return { ...body, checkoutOutcome: change(record(body.checkoutOutcome)) }
}

function withPayload(body: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  return withOutcome(body, (outcome) => ({
    ...outcome,
    ThirdPartyPayload: { ...record(outcome.ThirdPartyPayload), ...more },
  }))
}

/** What new-order answers, out of its envelope. */
const plainOrder = (body: Record<string, unknown>): Record<string, unknown> => record(body.message ?? body)

function pageIn(body: Record<string, unknown>): { page: unknown; rest: Record<string, unknown> } {
  const { checkoutUrl: page, ...rest } = plainOrder(body)
  return { page, rest }
}

/** What a gateway may answer in place of what it should, whichever call it is. */
export const oddities = {
  stray_comma: ({ status, body }) => ({ status, text: JSON.stringify(body).replace(/\}$/, ",}") }),
  list: changed((body) => [body]),
  data_list: changed((body) => ({ data: [body] })),
  long_reference: changed((body) =>
    withPayload(body, {
      Reference: Array.from({ length: longText }, (_, index) => ((index * 7919) % 36).toString(36)).join(""),
    }),
  ),
  nul: changed((body) => ({
    ["na\0me"]: 1,
    ...withPayload(
      {
        ...body,
        conversationId: "c\0\ud800",
        checkoutId: "d".repeat(longText),
        checkoutRouteChannelType: 99_999_999_999,
      },
      { Reference: "TXN\0NUL" },
    ),
  })),
  nul_error: () => json({ errors: [{ field: "na\0me", message: "no\0thing" }], originatorConversationId: "x" }, 400),
  deep: () => ({ status: 404, text: '{"message":'.repeat(manyLevels) + "1" + "}".repeat(manyLevels) }),
  question_marks: () => json({ reason: "?".repeat(60_000) }, 400),
  outcome_text: changed((body) => withOutcome(body, (outcome) => JSON.stringify(outcome))),
  outcome_list: changed((body) => withOutcome(body, (outcome) => [outcome])),
  found_in_message: changed((body) => ({ id: body.originatorConversationId, idType: 1, message: body })),
  refusal_in_success: () => json({ status: "12", reason: "Route is not configured for KES" }),
  duplicate_field: ({ body }) =>
    json(
      {
        errors: [
          {
            field: "OriginatorConversationId",
            message: `duplicate originator conversation id '${String(plainOrder(record(body)).originatorConversationId)}'`,
          },
        ],
      },
      400,
    ),
  snake_case_page: changed((body) => {
    const { page, rest } = pageIn(body)
    return { ...rest, checkout_url: page }
  }),
  payload_page: changed((body) => {
    const { page, rest } = pageIn(body)
    return { ...rest, payload: { checkoutUrl: page } }
  }),
  list_page: changed((body) => ({ data: [{ checkoutUrl: pageIn(body).page }] })),
  http_page: changed((body) => {
    const { page, rest } = pageIn(body)
    return { ...rest, checkoutUrl: `http://pay.almara.example${new URL(String(page)).pathname}` }
  }),
  location: ({ body }) => {
    const { page, rest } = pageIn(record(body))
    return json(rest, 201, { location: String(page) })
  },
  camel_token: changed(({ access_token, expires_in }) => ({ accessToken: access_token, expiresIn: expires_in })),
  token_in_data: changed((body) => ({ data: body })),
} as const satisfies Record<string, Oddity>

/** The name of an odd answer. */
export type OddityName = keyof typeof oddities

/** All names, for who lists them. */
export const oddityNames = Object.keys(oddities) as [OddityName, ...OddityName[]]

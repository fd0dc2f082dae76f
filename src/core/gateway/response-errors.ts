import { AlmaraError, type AlmaraErrorDetails } from "../errors"
import type { Answer, Clean } from "./http"
import { isDuplicateAnswer, isRejectionAnswer, readErrorAnswer } from "./wire"
import { isRecord } from "./wire/fields"

type Judgement = Omit<AlmaraErrorDetails, "message"> & { says: string }

const longestReason = 1000

function judge(status: number): Judgement {
  if (status === 401) return { kind: "unauthorized", says: "did not accept the client id and secret" }
  if (status === 403) return { kind: "forbidden", says: "does not permit this to these credentials" }
  if (status === 404) return { kind: "not_found", says: "does not find this" }
  if (status === 408) return { kind: "timeout", says: "waited too long" }
  if (status === 409) return { kind: "duplicate", says: "already has this" }
  if (status === 429) return { kind: "unavailable", says: "was asked too often", mayHaveArrived: false }
  if (status >= 500) return { kind: "unavailable", says: "has a problem" }
  if (status >= 400) return { kind: "refused", says: "refused" }
  if (status >= 300) return { kind: "unreadable", says: "answered with a redirect; check baseUrl and the paths" }
  return { kind: "unreadable", says: "answered with something that could not be read" }
}

function errorFor(judgement: Judgement, answer: Answer, what: string, clean: Clean): AlmaraError {
  const { says, ...details } = judgement
  const { fields, reason } = readErrorAnswer(answer.body, clean)
  const told = fields.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ") || reason
  return new AlmaraError({
    ...details,
    message: `Almara ${says} (${what}, HTTP ${answer.status})${told ? `: ${told.slice(0, longestReason)}` : "."}`,
    httpStatus: answer.status,
    ...(fields.length > 0 && { fields }),
  })
}

function isReadable({ status, body }: Answer): boolean {
  return status >= 200 && status < 300 && body !== undefined
}

/**
 * What Almara's API says of something that it does not find names it (FACTS.md, Z). Any other 404, also one in JSON, is
 * of something that stands in between, or of a wrong path. It must not be taken for "there is no such checkout", which
 * ends an order when its time is over.
 */
const NAMES_OF_IDS = ["idType", "originatorConversationId", "systemConversationId"] as const
const wrongAddress: Judgement = {
  kind: "configuration",
  says: "has nothing at this address; check baseUrl and the paths",
}

function namesAnId(body: unknown): boolean {
  if (!isRecord(body)) return false
  return NAMES_OF_IDS.some((name) => name in body) || namesAnId(body.message)
}

/**
 * Returns the error that an answer amounts to by its HTTP status; undefined when it is a success that can be read.
 * @param what The request in the merchant's words, such as "check-status".
 */
export function errorFromAnswer(answer: Answer, what: string, clean: Clean): AlmaraError | undefined {
  if (isReadable(answer)) return undefined
  const { status, body } = answer
  const isFromElsewhere = status === 404 && !namesAnId(body)
  return errorFor(isFromElsewhere ? wrongAddress : judge(answer.status), answer, what, clean)
}

/**
 * Returns the error that an answer of `new-order` amounts to: also a success may carry errors or a rejection, and any
 * answer may say that Almara already has an order with this id (FACTS.md, B).
 * @param hasPage Whether the address of a payment page was found in it.
 */
export function errorFromOrderAnswer(
  answer: Answer,
  what: string,
  clean: Clean,
  hasPage: boolean,
): AlmaraError | undefined {
  if (isDuplicateAnswer(answer.body)) {
    return errorFor({ kind: "duplicate", says: "already has this" }, answer, what, clean)
  }
  // A page that was created may be told by its address alone.
  if (hasPage && answer.body === undefined) return undefined
  const isRejection =
    readErrorAnswer(answer.body, clean).fields.length > 0 || (!hasPage && isRejectionAnswer(answer.body))
  return isReadable(answer) && isRejection
    ? errorFor({ kind: "refused", says: "refused" }, answer, what, clean)
    : errorFromAnswer(answer, what, clean)
}

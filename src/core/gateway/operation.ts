import {
  type Deadline,
  type Clock,
  withDeadline,
  withRetries,
  errorFromAnswer,
  type Answer,
  type Clean,
  sendRequest,
  type Fetch,
} from "./http"
import { AlmaraError } from "../errors"
import type { AlmaraOptions } from "../options/options"
import type { TokenSource } from "./token"

export type Call = {
  /** The request in the merchant's words, such as "check-status". */
  what: string
  path: string
  /** A body makes it a POST. */
  body?: unknown
}

/** One operation on Almara, of one or more calls, with one deadline. */
export type Operation = {
  /** Sends a call once; a second time only with a new token, after Almara refused the first one unprocessed. */
  send(call: Call): Promise<Answer>
  /** Sends a query: as `send`, but repeated on a broken connection, 429 and 5xx. */
  query(call: Call): Promise<Answer>
}

export type Operations = {
  /**
   * Runs an operation within some milliseconds, tokens and repeats included.
   * @throws AlmaraError `timeout`, with `mayHaveArrived` false as long as no call had been sent.
   */
  run<T>(what: string, milliseconds: number, work: (operation: Operation) => Promise<T>): Promise<T>
}

/** Makes what every call to Almara has in common: the token, the deadline, the retries. */
export function createOperations(parts: {
  options: AlmaraOptions
  fetch: Fetch
  clock: Clock
  clean: Clean
  tokens: TokenSource
}): Operations {
  const { options, fetch, clock, clean, tokens } = parts

  function operationWithin(deadline: Deadline, onSend: (isUnderway: boolean) => void): Operation {
    function sendWith(token: string, { what, path, body }: Call): Promise<Answer> {
      const init: RequestInit = {
        method: body === undefined ? "GET" : "POST",
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: deadline.signal,
      }
      return sendRequest({ fetch, what, url: `${options.baseUrl}${path}`, init, clean })
    }

    function queryWith(token: string, call: Call): Promise<Answer> {
      return withRetries(clock, deadline, async () => {
        const answer = await sendWith(token, call)
        const error = errorFromAnswer(answer, call.what, clean)
        if (error?.retryable) {
          throw error
        }
        return answer
      })
    }

    // A refused token means that the call was not processed, so that even new-order may be sent again.
    async function withToken(call: Call, sender: typeof sendWith): Promise<Answer> {
      const token = await tokens.current()
      onSend(true)
      const answer = await sender(token, call)
      if (answer.status !== 401) {
        return answer
      }
      onSend(false)
      const replacement = await tokens.replace(token)
      onSend(true)
      return sender(replacement, call)
    }

    return { send: (call) => withToken(call, sendWith), query: (call) => withToken(call, queryWith) }
  }

  return {
    run: async (what, milliseconds, work) => {
      if (milliseconds <= 0) {
        const message = `The time for ${what} was over before Almara could be asked.`
        throw new AlmaraError({ kind: "timeout", message, mayHaveArrived: false })
      }
      let isUnderway = false
      const onSend = (value: boolean) => {
        isUnderway = value
      }
      const onTimeout = () =>
        new AlmaraError({
          kind: "timeout",
          message: `Almara did not answer ${what} within ${milliseconds} milliseconds.`,
          mayHaveArrived: isUnderway,
        })
      return withDeadline(clock, milliseconds, (deadline) => work(operationWithin(deadline, onSend)), onTimeout)
    },
  }
}

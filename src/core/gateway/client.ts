import { type Clock, type Sleep, errorFromAnswer, errorFromOrderAnswer, type Answer, cleaner, type Fetch } from "./http"
import { createOperations, type Operation, createTokenSource } from "./operation"
import { AlmaraError } from "../errors"
import { type Observer, type ObservedOperation, unobserved } from "./observer"
import { mayUseHttp } from "../options/option-warnings"
import type { AlmaraOptions } from "../options/options"
import { spellId, type GatewayConversationId, type MerchantRequestId, type TextOf } from "../ids"
import {
  type AlmaraReport,
  type AlmaraRoute,
  gatewayConversationIdIn,
  fieldPaths,
  findCheckoutUrl,
  isNotFoundAnswer,
  type NewOrderRequest,
  reportFromStatus,
  routesAnswerSchema,
} from "./wire"

/** What Almara answers to a new order. */
export type CreatedCheckout = {
  /** Almara already had an order with this id; `report` says what became of it. */
  duplicate: boolean
  /** Where the shopper pays; absent when the answer carries no address that can be recognised. */
  checkoutUrl?: string
  /** The gateway's own id of the order. */
  gatewayConversationId?: GatewayConversationId
  report?: AlmaraReport
  /** The names of the answer's fields, without values: what `checkoutUrlField` may be set to. */
  answerFields: string[]
}

/** What shows that Almara is well, and how long it took. */
export type GatewayHealth = { checked: "health_check" | "token"; milliseconds: number }

/** Almara's operations, as `createAlmaraClient` makes them. */
export type AlmaraClient = {
  /**
   * Creates a checkout order. Sent once: never repeated unless Almara refused the token.
   * @param limits.withinMilliseconds Less than `options.timeoutInMilliseconds`, where the caller has less time left.
   * @throws AlmaraError; with `mayHaveArrived` true the order may exist, and `checkStatus` with the same id tells.
   */
  createCheckout(request: NewOrderRequest, limits?: { withinMilliseconds: number }): Promise<CreatedCheckout>
  /**
   * Asks what became of an order, by the merchant's id.
   * @throws AlmaraError; `not_found` when Almara does not know the id.
   */
  checkStatus(query: { merchantRequestId: TextOf<MerchantRequestId> }): Promise<AlmaraReport>
  /**
   * Lists the routes that `routeId` and `channelType` come from.
   * @throws AlmaraError
   */
  assignedRoutes(): Promise<AlmaraRoute[]>
  /**
   * Asks the health check when `healthPath` is set, else for a new token.
   * @throws AlmaraError when Almara is not well, or does not accept the credentials.
   */
  health(): Promise<GatewayHealth>
}

function withArrival(error: AlmaraError): AlmaraError {
  const { kind, message, retryable, httpStatus, fields, cause } = error
  return new AlmaraError({
    ...{ kind, message, retryable, cause, mayHaveArrived: true },
    ...(httpStatus !== undefined && { httpStatus }),
    ...(fields !== undefined && { fields }),
  })
}

function ownUrlsOf({ checkoutReturnUrl, checkoutCancelUrl, checkoutCallbackUrl }: NewOrderRequest): string[] {
  return [checkoutReturnUrl, checkoutCancelUrl, checkoutCallbackUrl]
}

function isDuplicate(error: AlmaraError): boolean {
  return error.kind === "duplicate" || /duplicate/i.test(error.message)
}

/**
 * Returns a client of Almara. Each operation, with its tokens and repeats, takes at most
 * `options.timeoutInMilliseconds`.
 * No error that it throws holds a secret, a token or an answer as a whole.
 * @param parts.now Milliseconds of a clock that only goes forward.
 * @param parts.random A number from 0 up to, but not including, 1.
 * @param parts.mayUseHttp Whether shoppers may be sent to a page by plain http that is not on this very machine.
 * @param parts.observe Wraps each operation, to measure or to trace it.
 *
 * @example
 * const client = createAlmaraClient({
 *   options,
 *   fetch,
 *   now: () => performance.now(),
 *   sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
 *   random: Math.random,
 * })
 */
export function createAlmaraClient(parts: {
  options: AlmaraOptions
  fetch: Fetch
  now: () => number
  sleep: Sleep
  random: () => number
  observe?: Observer
  mayUseHttp?: boolean
}): AlmaraClient {
  const {
    options,
    fetch,
    now,
    sleep,
    random,
    observe = unobserved,
    mayUseHttp: isHttpAllowed = options.allowInsecureHttp,
  } = parts
  const clock: Clock = { now, sleep, random }
  const clean = cleaner(() => [options.clientSecret, ...options.callbackSecret, ...tokens.known()])
  const tokens = createTokenSource({ options, fetch, clock, clean, observe })
  const operations = createOperations({ options, fetch, clock, clean, tokens })

  function runOperation<T>(
    observed: ObservedOperation,
    work: (operation: Operation) => Promise<T>,
    withinMilliseconds = options.timeoutInMilliseconds,
  ): Promise<T> {
    const what = observed.kind === "health" ? "the health check" : observed.kind
    const milliseconds = Math.floor(Math.min(withinMilliseconds, options.timeoutInMilliseconds))
    return observe(observed, () => operations.run(what, milliseconds, work))
  }

  function bodyOf(answer: Answer, what: string): unknown {
    const error = errorFromAnswer(answer, what, clean)
    if (error) {
      throw error
    }
    return answer.body
  }

  async function queryStatus(
    operation: Operation,
    id: TextOf<MerchantRequestId>,
  ): Promise<{ answer: Answer; report: AlmaraReport }> {
    const what = "check-status"
    const query = new URLSearchParams({ IdType: "1", Id: id })
    const answer = await operation.query({ what, path: `${options.checkStatusPath}?${query}` })
    const body = bodyOf(answer, what)
    if (isNotFoundAnswer(body)) {
      throw new AlmaraError({ kind: "not_found", message: "Almara does not know this checkout (check-status)." })
    }
    const report = reportFromStatus(body, id)
    if (report.merchantRequestId !== spellId(id)) {
      throw new AlmaraError({ kind: "unreadable", message: "Almara's status answer is about another checkout." })
    }
    return { answer, report }
  }

  function pageIn({ body, status, location }: Answer, request: NewOrderRequest): string | undefined {
    const ownUrls = ownUrlsOf(request)
    const page = findCheckoutUrl(body, options.checkoutUrlField, ownUrls)
    // What was created may also be the order at Almara's API, which is no page.
    const isOfApi =
      location?.startsWith(`${options.baseUrl}${options.newOrderPath}`) ||
      location?.startsWith(`${options.baseUrl}${options.checkStatusPath}`)
    return (
      page ??
      (status === 201 && options.checkoutUrlField === undefined && !isOfApi
        ? findCheckoutUrl(location, undefined, ownUrls)
        : undefined)
    )
  }

  function created(answer: Answer, request: NewOrderRequest, report?: AlmaraReport): CreatedCheckout {
    // The option names a place in the answer of new-order; in a status answer the address may stand elsewhere.
    const checkoutUrl =
      pageIn(answer, request) ?? (report && findCheckoutUrl(answer.body, undefined, ownUrlsOf(request)))
    if (checkoutUrl !== undefined && !mayUseHttp(checkoutUrl, isHttpAllowed)) {
      throw new AlmaraError({
        kind: "unreadable",
        message:
          "Almara's payment page has an address with http:, to which no shopper is sent in production. Ask Almara for https, or set allowInsecureHttp.",
      })
    }
    const gatewayConversationId = gatewayConversationIdIn(answer.body)
    return {
      duplicate: report !== undefined,
      ...(report !== undefined && { report }),
      ...(checkoutUrl !== undefined && { checkoutUrl }),
      ...(gatewayConversationId !== undefined && { gatewayConversationId }),
      answerFields: fieldPaths(answer.body),
    }
  }

  async function createdBefore(
    operation: Operation,
    request: NewOrderRequest,
    duplicateError: AlmaraError,
  ): Promise<CreatedCheckout> {
    try {
      const { answer, report } = await queryStatus(operation, request.originatorConversationId)
      return created(answer, request, report)
    } catch (error) {
      if (error instanceof AlmaraError) {
        throw error.kind === "not_found" ? duplicateError : withArrival(error)
      }
      throw error
    }
  }

  return {
    createCheckout: (request, limits) => {
      const send = async (operation: Operation): Promise<CreatedCheckout> => {
        const what = "new-order"
        const answer = await operation.send({ what, path: options.newOrderPath, body: request })
        const error = errorFromOrderAnswer(answer, what, clean, pageIn(answer, request) !== undefined)
        if (error && isDuplicate(error)) {
          return createdBefore(operation, request, error)
        }
        if (error) {
          throw error
        }
        return created(answer, request)
      }
      const { originatorConversationId } = request
      return runOperation(
        { kind: "new-order", merchantRequestId: originatorConversationId },
        send,
        limits?.withinMilliseconds,
      )
    },

    checkStatus: ({ merchantRequestId }) =>
      runOperation(
        { kind: "check-status", merchantRequestId },
        async (operation) => (await queryStatus(operation, merchantRequestId)).report,
      ),

    assignedRoutes: () =>
      runOperation({ kind: "assigned-routes" }, async (operation) => {
        const what = "assigned-routes"
        const read = routesAnswerSchema.safeParse(
          bodyOf(await operation.query({ what, path: options.routesPath }), what),
        )
        if (!read.success) {
          throw new AlmaraError({ kind: "unreadable", message: "Almara's answer to assigned-routes lists no routes." })
        }
        return read.data.routes
      }),

    health: () =>
      runOperation({ kind: "health" }, async (operation) => {
        const started = now()
        if (options.healthPath === undefined) {
          await tokens.fresh()
          return { checked: "token", milliseconds: now() - started }
        }
        const what = "the health check"
        const answer = await operation.query({ what, path: options.healthPath })
        // Health checks often answer in plain text, which is well enough.
        bodyOf({ ...answer, body: answer.body ?? "" }, what)
        return { checked: "health_check", milliseconds: now() - started }
      }),
  }
}

import { setTimeout as sleep } from "node:timers/promises"
import { types } from "node:util"
import { reportFault } from "./faults"
import { callbackMessage, cancelFields, returnFields } from "./message"
import { isLoopback } from "./loopback"
import type { SimulatorOptions } from "./options"
import type { Checkout, Delivery, DeliveryKind, SimulatorState } from "./state"
import type { WrongCallback } from "./wrong-callback-kinds"

/** What is sent, where to, and how. */
export interface CallbackRequest {
  url: string
  body: string
  contentType: string
  /** Copies are sent at the same time. */
  copies: number
  delayMs: number
  /** How often each copy is tried until it is answered with 200. */
  tries: number
  wrong?: WrongCallback | undefined
}

/** What may be wished for an announcement; the behaviour decides the rest. */
export interface AnnouncementWishes {
  copies?: number | undefined
  delayMs?: number | undefined
  send?: boolean | undefined
}

/** One request to the store. */
interface StoreRequest {
  kind: DeliveryKind
  url: string
  body: string
  contentType: string
  attempt: number
  wrong?: WrongCallback | undefined
}

/** How much of a store's answer is kept. */
const answerLength = 1_000

/** Sends callbacks, tries again what was not answered with 200, and writes every try down. */
export class CallbackSender {
  private readonly underWay = new Set<Promise<unknown>>()
  private stopping = new AbortController()

  constructor(
    private readonly options: SimulatorOptions,
    private readonly state: SimulatorState,
  ) {}

  /** Tells the store the checkout's outcome. With a delay it does not wait and answers nothing. */
  async announce(checkout: Checkout, wishes: AnnouncementWishes = {}): Promise<Delivery[]> {
    const { callbacks, callbackCopies, callbackDelayMs } = this.state.behaviour
    if (!(wishes.send ?? callbacks === "send")) {
      return []
    }
    const delayMs = wishes.delayMs ?? (callbackDelayMs > 0 ? callbackDelayMs : undefined)
    const sending = this.send(checkout, {
      url: checkout.request.checkoutCallbackUrl,
      body: JSON.stringify(callbackMessage(checkout)),
      contentType: "application/json",
      copies: wishes.copies ?? callbackCopies,
      delayMs: delayMs ?? 0,
      tries: this.options.callbackPausesMs.length + 1,
    })
    if (delayMs === undefined) {
      return sending
    }
    this.inBackground(sending)
    return []
  }

  /** Sends a callback and answers every delivery of every copy. */
  async send(checkout: Checkout, request: CallbackRequest): Promise<Delivery[]> {
    checkout.underWay += request.copies
    try {
      return await this.untilStopped((signal) => this.sendCopies(checkout, request, signal))
    } finally {
      checkout.underWay -= request.copies
    }
  }

  /** Sends the shopper's browser back to the store without a browser: the form that the hosted page would post. */
  async visit(checkout: Checkout, endpoint: "return" | "cancel"): Promise<Delivery> {
    const { checkoutReturnUrl, checkoutCancelUrl } = checkout.request
    const fields = endpoint === "return" ? returnFields(checkout) : cancelFields(checkout)
    const delivery = await this.untilStopped((signal) =>
      this.deliver(
        {
          kind: endpoint,
          url: endpoint === "return" ? checkoutReturnUrl : checkoutCancelUrl,
          body: new URLSearchParams(fields).toString(),
          contentType: "application/x-www-form-urlencoded",
          attempt: 1,
        },
        signal,
      ),
    )
    this.state.recordDelivery(checkout, delivery)
    return delivery
  }

  /** Does something after a while, unless everything is given up before. */
  later(milliseconds: number, work: () => Promise<unknown>): void {
    const waiting = this.untilStopped(async (signal) => {
      await pause(milliseconds, signal)
      return signal.aborted ? undefined : work()
    })
    this.inBackground(waiting)
  }

  /** Lets work go on without anybody waiting for it; a fault in it is shown. */
  inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => reportFault("a callback could not be sent", error))
  }

  /** Gives up everything that is under way, and waits until it has ended. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.stopping = new AbortController()
    await Promise.allSettled(this.underWay)
  }

  private async untilStopped<Result>(start: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const work = start(this.stopping.signal)
    this.underWay.add(work)
    try {
      return await work
    } finally {
      this.underWay.delete(work)
    }
  }

  private async sendCopies(checkout: Checkout, request: CallbackRequest, signal: AbortSignal): Promise<Delivery[]> {
    await pause(request.delayMs, signal)
    const copies = Array.from({ length: request.copies }, () => this.sendCopy(checkout, request, signal))
    return (await Promise.all(copies)).flat()
  }

  private async sendCopy(checkout: Checkout, request: CallbackRequest, signal: AbortSignal): Promise<Delivery[]> {
    const deliveries: Delivery[] = []
    for (let attempt = 1; attempt <= request.tries && !signal.aborted; attempt += 1) {
      const { url, body, contentType, wrong } = request
      const delivery = await this.deliver({ kind: "callback", url, body, contentType, attempt, wrong }, signal)
      deliveries.push(delivery)
      this.state.recordDelivery(checkout, delivery)
      if (delivery.status === 200) {
        break
      }
      if (attempt < request.tries) {
        await pause(this.options.callbackPausesMs[attempt - 1] ?? 0, signal)
      }
    }
    return deliveries
  }

  private async deliver(
    { kind, url, body, contentType, attempt, wrong }: StoreRequest,
    signal: AbortSignal,
  ): Promise<Delivery> {
    const delivery = { at: this.state.timestamp(), kind, url, attempt, ...(wrong === undefined ? {} : { wrong }) }
    const start = performance.now()
    const took = () => Math.round(performance.now() - start)
    if (!mayReach(url, this.options)) {
      return {
        ...delivery,
        status: null,
        milliseconds: took(),
        answer: "",
        error:
          "Nothing was sent: the address is not on this machine. Start the simulator with --callback-hosts to let callbacks go there.",
      }
    }
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": contentType },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.options.callbackTimeoutMs)]),
      })
      const answer = (await response.text()).slice(0, answerLength)
      const location = response.headers.get("location")
      return {
        ...delivery,
        status: response.status,
        milliseconds: took(),
        answer,
        ...(location === null ? {} : { location }),
      }
    } catch (error) {
      return { ...delivery, status: null, milliseconds: took(), answer: "", error: reasonOf(error) }
    }
  }
}

/** Whether callbacks may go to an address: on this machine, or where the simulator was told. */
function mayReach(url: string, { callbackHosts }: SimulatorOptions): boolean {
  const { hostname } = new URL(url)
  return isLoopback(hostname) || callbackHosts.includes(hostname)
}

/** Waits; ends early, without an error, when the signal says so. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) {
      throw error
    }
  }
}

function reasonOf(error: unknown): string {
  // Not `instanceof`: inside jest, the errors of `fetch` are another world's errors.
  if (!types.isNativeError(error)) {
    return String(error)
  }
  return types.isNativeError(error.cause) ? `${error.message}: ${error.cause.message}` : error.message
}

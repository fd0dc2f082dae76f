"use client"

import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { isSettled, type AlmaraCheckout, type AlmaraStep } from "./checkout"
import type { AlmaraLanguage } from "../core/views/language"
import { asProblem, type AlmaraProblem } from "./problem"
import { retryAlmaraPayment } from "./retry"
import { sentenceFor, shopperState, type ShopperSentence } from "./sentences"
import { startOverAlmaraPayment } from "./start-over"
import { startAlmaraPayment, type StartOptions } from "./start"
import type { AlmaraStore } from "./store"
import { watchAlmaraCheckout, type WatchEnd } from "./watch"

/** Shows the storefront's result page: there is nothing to be paid on Almara's page (any more). */
export type ShowResult = (step: Extract<AlmaraStep, { kind: "result" }>) => void

export interface AlmaraPayment {
  /** Starts the payment of a cart and sends the browser on. A second click does nothing. */
  start: (options: StartOptions) => Promise<void>
  /** For the button: true until the browser has left, or something did not work. */
  isStarting: boolean
  problem: AlmaraProblem | undefined
}

/** For the button that pays. Almara's page is opened in this window. */
export function useAlmaraPayment(store: AlmaraStore, showResult: ShowResult): AlmaraPayment {
  const { run, running, problem } = useWork("the cart")
  const latest = useRef(showResult)
  useEffect(() => {
    latest.current = showResult
  })
  const start = useCallback(
    async (options: StartOptions) => {
      const step = await run("start", () => startAlmaraPayment(store, options), leave)
      if (step?.kind === "result") latest.current(step)
    },
    [store, run],
  )
  return { start, isStarting: running === "start", problem }
}

export interface UseAlmaraCheckoutOptions {
  /** The language of the page; English when left out. `chooseLanguage` finds it. */
  language?: AlmaraLanguage
  /** What the server has read already, for the first picture. */
  initial?: AlmaraCheckout
}

export interface AlmaraCheckoutView {
  checkout: AlmaraCheckout | undefined
  /** What to tell the shopper, and what to offer. */
  sentence: ShopperSentence
  /** How the watch ended; undefined while it goes on. */
  end: WatchEnd["end"] | undefined
  /** Looks again after the watch has ended. */
  look: () => void
  /** Opens a new attempt and sends the browser on. */
  retry: () => Promise<void>
  isRetrying: boolean
  /** Whether to offer "Change the order": the shopper has left the payment, and the order may be given up. */
  canStartOver: boolean
  /** Gives the order up, and returns the id of a new cart with the same things; undefined where that did not work. */
  startOver: () => Promise<string | undefined>
  isStartingOver: boolean
  /** Why the last try or look did not work, as long as that still matters. */
  problem: AlmaraProblem | undefined
}

/** How a watch ended, and which one it was. */
interface Ended {
  paymentSessionId: string
  poll: number
  end: WatchEnd["end"]
  problem?: AlmaraProblem
}

/** What the store said last, and for which page. It names another session where another payment took its place. */
interface Seen {
  of: string
  checkout: AlmaraCheckout | undefined
}

/**
 * For the result page: watches a payment until it is settled, and always comes to a clear end. `store` must stay the
 * same object.
 */
export function useAlmaraCheckout(
  store: AlmaraStore,
  paymentSessionId: string,
  { language = "en", initial }: UseAlmaraCheckoutOptions = {},
): AlmaraCheckoutView {
  const [seen, setSeen] = useState<Seen>({ of: paymentSessionId, checkout: initial })
  const [ended, setEnded] = useState<Ended>()
  const [polls, setPolls] = useState(0)

  useEffect(() => {
    const stop = new AbortController()
    const close = (end: Ended["end"], problem?: AlmaraProblem) =>
      setEnded({ paymentSessionId, poll: polls, end, problem })
    watchAlmaraCheckout(store, paymentSessionId, {
      signal: stop.signal,
      onChange: (checkout) => setSeen({ of: paymentSessionId, checkout }),
    }).then(
      ({ end }) => end !== "stopped" && close(end),
      (error: unknown) => close("unreachable", asProblem(error)),
    )
    return () => stop.abort()
  }, [store, paymentSessionId, polls])

  const { run, running, problem: workProblem } = useWork(paymentSessionId)
  const look = useCallback(() => setPolls((before) => before + 1), [])
  const retry = useCallback(async () => {
    const step = await run("retry", () => retryAlmaraPayment(store, paymentSessionId), leave)
    // Another tab may have paid in the meantime, or no new attempt is possible any more: then the truth is looked up.
    if (step?.kind !== "pay") look()
  }, [store, paymentSessionId, run, look])
  const startOver = useCallback(async () => {
    const cart = await run("start over", () => startOverAlmaraPayment(store, paymentSessionId))
    // The order is gone now, or it stays because it is paid.
    look()
    return cart?.cartId
  }, [store, paymentSessionId, run, look])

  // What is remembered may be of another payment, or of an earlier poll.
  const checkout =
    (seen.of === paymentSessionId ? seen.checkout : undefined) ??
    (initial?.payment_session_id === paymentSessionId ? initial : undefined)
  const over = ended?.paymentSessionId === paymentSessionId && ended.poll === polls ? ended : undefined
  const isInBrowser = useIsInBrowser()
  const sentence = useMemo(() => {
    // A server seldom knows the shopper's time zone: the time to pay is added in the browser.
    const told = isInBrowser || checkout === undefined ? checkout : { ...checkout, due_at: "" }
    return sentenceFor(shopperState(checkout, over?.end), language, { checkout: told })
  }, [checkout, over?.end, language, isInBrowser])
  const canStartOver = checkout !== undefined && checkout.can_start_over && isSettled(checkout)
  const problem = (sentence.action === "retry" || canStartOver ? workProblem : undefined) ?? over?.problem
  return {
    checkout,
    sentence,
    end: over?.end,
    look,
    retry,
    isRetrying: running === "retry",
    canStartOver,
    startOver,
    isStartingOver: running === "start over",
    problem,
  }
}

function useIsInBrowser(): boolean {
  const [isInBrowser, setIsInBrowser] = useState(false)
  useEffect(() => setIsInBrowser(true), [])
  return isInBrowser
}

interface Work {
  /** Returns what the work answers; undefined where it did not work, or where other work is under way. */
  run: <Result>(
    name: string,
    work: () => Promise<Result>,
    leaves?: (result: Result) => boolean,
  ) => Promise<Result | undefined>
  /** The name of what is under way. */
  running: string | undefined
  problem: AlmaraProblem | undefined
}

/**
 * Does one thing at a time, which is under way until the browser has left where it `leaves`. A problem is forgotten
 * when it is about something else now.
 */
function useWork(about: string): Work {
  const [running, setRunning] = useState<string>()
  const [failed, setFailed] = useState<{ about: string; problem: AlmaraProblem }>()
  // State is only seen at the next rendering; a double click is faster.
  const isRunning = useRef(false)

  const rest = useCallback(() => {
    isRunning.current = false
    setRunning(undefined)
  }, [])

  useEffect(() => {
    // The back button brings the page as it was left: with a button that still turns.
    window.addEventListener("pageshow", rest)
    return () => window.removeEventListener("pageshow", rest)
  }, [rest])

  const run = useCallback<Work["run"]>(
    async (name, work, leaves) => {
      if (isRunning.current) return undefined
      isRunning.current = true
      setRunning(name)
      setFailed(undefined)
      try {
        const result = await work()
        if (!leaves?.(result)) rest()
        return result
      } catch (error) {
        setFailed({ about, problem: asProblem(error) })
        rest()
        return undefined
      }
    },
    [about, rest],
  )
  return { run, running, problem: failed?.about === about ? failed.problem : undefined }
}

/** Sends the browser to Almara's page, where that is the next step. */
function leave(step: AlmaraStep): boolean {
  if (step.kind === "pay") window.location.assign(step.url)
  return step.kind === "pay"
}

"use client"

import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { AlmaraCheckout, AlmaraStep } from "./checkout"
import type { AlmaraLanguage } from "./language"
import { asProblem, type AlmaraProblem } from "./problem"
import { retryAlmaraPayment } from "./retry"
import { sentenceFor, shopperState, type ShopperSentence } from "./sentences"
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
  const { run, isRunning, problem } = useStep(showResult)
  const start = useCallback(
    async (options: StartOptions) => {
      await run(() => startAlmaraPayment(store, options))
    },
    [store, run]
  )
  return { start, isStarting: isRunning, problem }
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
  problem: AlmaraProblem | undefined
}

/** For the result page: watches a payment until it is settled, and always comes to a clear end. `store` must stay the same object. */
export function useAlmaraCheckout(store: AlmaraStore, paymentSessionId: string, { language = "en", initial }: UseAlmaraCheckoutOptions = {}): AlmaraCheckoutView {
  const [checkout, setCheckout] = useState(initial)
  const [end, setEnd] = useState<WatchEnd["end"]>()
  const [watchProblem, setWatchProblem] = useState<AlmaraProblem>()
  const [looks, setLooks] = useState(0)

  useEffect(() => {
    const stop = new AbortController()
    setEnd(undefined)
    setWatchProblem(undefined)
    watchAlmaraCheckout(store, paymentSessionId, { signal: stop.signal, onChange: setCheckout }).then(
      (ended) => ended.end !== "stopped" && setEnd(ended.end),
      (error: unknown) => {
        setWatchProblem(asProblem(error))
        setEnd("unreachable")
      }
    )
    return () => stop.abort()
  }, [store, paymentSessionId, looks])

  const { run, isRunning, problem } = useStep(showNothing)
  const look = useCallback(() => setLooks((before) => before + 1), [])
  const retry = useCallback(async () => {
    const step = await run(() => retryAlmaraPayment(store, paymentSessionId))
    // Another tab may have paid in the meantime, or no new attempt is possible any more: then the truth is looked up.
    if (step?.kind !== "pay") look()
  }, [store, paymentSessionId, run, look])
  const sentence = useMemo(() => sentenceFor(shopperState(checkout, end), language), [checkout, end, language])
  return { checkout, sentence, end, look, retry, isRetrying: isRunning, problem: problem ?? watchProblem }
}

/** Runs one step at a time and goes where it leads. */
function useStep(showResult: ShowResult): { run: (step: () => Promise<AlmaraStep>) => Promise<AlmaraStep | undefined>; isRunning: boolean; problem: AlmaraProblem | undefined } {
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<AlmaraProblem>()
  // State is only seen at the next rendering; a double click is faster.
  const running = useRef(false)
  const latest = useRef(showResult)
  useEffect(() => {
    latest.current = showResult
  })

  const rest = useCallback(() => {
    running.current = false
    setIsRunning(false)
  }, [])

  useEffect(() => {
    // The back button brings the page as it was left: with a button that still turns.
    window.addEventListener("pageshow", rest)
    return () => window.removeEventListener("pageshow", rest)
  }, [rest])

  const run = useCallback(
    async (step: () => Promise<AlmaraStep>) => {
      if (running.current) return undefined
      running.current = true
      setIsRunning(true)
      setProblem(undefined)
      try {
        const next = await step()
        if (next.kind === "pay") {
          window.location.assign(next.url)
        } else {
          rest()
          latest.current(next)
        }
        return next
      } catch (error) {
        setProblem(asProblem(error))
        rest()
        return undefined
      }
    },
    [rest]
  )
  return { run, isRunning, problem }
}

/** The result page looks for itself. */
function showNothing(): void {}

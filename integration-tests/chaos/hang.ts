/** Tells a hang from a slow run: slow is what moves now and then. */
export interface HangWatch {
  /** Something has moved; `stage` says what is waited for next. */
  moved(stage?: string): void
  stop(): void
}

/** How long nothing may move: thirty times what a boot or a shopper takes on a busy machine with two cores. */
export const STILL_IN_MILLISECONDS = 10 * 60_000

/** Calls `onHang` with the stage when nothing has moved for ten minutes. */
export function watchForHang(stage: string, onHang: (stage: string) => void): HangWatch {
  let timer: NodeJS.Timeout | undefined
  const watch: HangWatch = {
    moved(next) {
      stage = next ?? stage
      clearTimeout(timer)
      timer = setTimeout(() => onHang(stage), STILL_IN_MILLISECONDS)
    },
    stop: () => clearTimeout(timer),
  }
  watch.moved()
  return watch
}

/** The sentences about a hang, which is told apart from lost money. */
export function tellHang(stage: string, underWay: Iterable<[string | number, string]>): string {
  const details = [...underWay].map(([who, what]) => `  ${typeof who === "number" ? `shopper ${who}` : who}: ${what}`)
  return [
    `The run hangs: for ${STILL_IN_MILLISECONDS / 60_000} minutes nothing has moved; it waits for ${stage}.`,
    "This says nothing about money: the books were not compared.",
    ...details,
  ].join("\n")
}

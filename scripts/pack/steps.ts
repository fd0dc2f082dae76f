import { PLANS, type Row } from "./rows"

/** What became of one step: done in this many seconds, failed after them, or taken over from an earlier row. */
export type StepResult = { seconds: number; failure?: string } | "reused"

/** What became of a row. */
export interface RowResult extends Row {
  /** As the runtime itself says. */
  runtimeVersion: string
  steps: Record<string, StepResult>
}

/** Does one named step, and keeps its time. Throws what the step throws, with its name. */
export type Step = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

/** Keeps the steps of a row, and says what is done; a step that its plan does not know is an error. */
export function recorder(
  result: RowResult,
  say: (line: string) => void = () => undefined,
): { step: Step; reused: (name: string) => void } {
  const known = (name: string) => {
    if (!(PLANS[result.kind] as readonly string[]).includes(name))
      throw new Error(`The plan of ${result.name} knows no step "${name}".`)
  }
  return {
    reused: (name) => {
      known(name)
      result.steps[name] = "reused"
    },
    step: async (name, work) => {
      known(name)
      const startedAt = performance.now()
      const seconds = () => (performance.now() - startedAt) / 1000
      try {
        const answer = await work()
        result.steps[name] = { seconds: seconds() }
        say(`${result.name}  ✓ ${name} (${seconds().toFixed(1)} s)`)
        return answer
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        result.steps[name] = { seconds: seconds(), failure: reason }
        throw new Error(`${name}: ${reason}`, { cause: error })
      }
    },
  }
}

/** The steps of its plan that a row has not done. */
export function missingSteps({ kind, steps }: RowResult): string[] {
  return PLANS[kind].filter((name) => !(name in steps))
}

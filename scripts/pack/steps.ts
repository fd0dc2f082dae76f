import { PLANS, type Row } from "./rows"

/** Does one named step, and says how long it took. Throws what the step throws, with its name. */
export type Step = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

/** What a row does, step by step. */
export interface Steps {
  step: Step
  /** Steps that an earlier row has done already. */
  reused(...names: string[]): void
  /** The row's line at the end: what became of each step of its plan. */
  line(): string
  /** The steps of its plan that were not done. */
  missing(): string[]
}

/** Keeps the steps of a row, and says each. */
export function stepsOf({ name, kind }: Row, say: (line: string) => void): Steps {
  const results = new Map<string, string>()
  const note = (title: string, result: string) => {
    results.set(title, result)
    say(`${name}  ${title} ${result}`)
  }
  return {
    reused: (...titles) => titles.forEach((title) => note(title, "reused")),
    line: () => `${name}: ${PLANS[kind].map((title) => `${title} ${results.get(title) ?? "not reached"}`).join(", ")}`,
    missing: () => PLANS[kind].filter((title) => !results.get(title)?.match(/^(✓|reused)/)),
    step: async (title, work) => {
      const startedAt = performance.now()
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
      try {
        const answer = await work()
        note(title, `✓ ${seconds()}`)
        return answer
      } catch (error) {
        note(title, `✗ ${seconds()}`)
        throw new Error(`${title}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
    },
  }
}

/** Writes one line per step, with the time since the start. */
export class Progress {
  private readonly startedAt = performance.now()

  constructor(private readonly write: (line: string) => void = (line) => console.log(line)) {}

  /** Seconds since the start. */
  elapsed(): string {
    return seconds(performance.now() - this.startedAt)
  }

  /** Does the work and writes that it is done, with what it says about itself. A slow step is announced as well. */
  async step<Result>(
    title: string,
    work: () => Promise<Result>,
    { slow, describe }: { slow?: string; describe?: (result: Result) => string } = {},
  ): Promise<Result> {
    if (slow !== undefined) this.write(`${this.elapsed()}  …  ${title}: ${slow}`)
    const startedAt = performance.now()
    try {
      const result = await work()
      const said = describe?.(result)
      this.write(
        `${this.elapsed()}  ✓  ${title}${said ? `: ${said}` : ""} (${seconds(performance.now() - startedAt).trim()})`,
      )
      return result
    } catch (error) {
      throw error instanceof StepError ? error : new StepError(title, error)
    }
  }
}

/** A step that failed; the cause says why. */
export class StepError extends Error {
  constructor(
    readonly step: string,
    cause: unknown,
  ) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`.padStart(7)
}

import type { AddressProblem } from "../../../core/callback/signed-address"
import type { Connection } from "../connection"

/** Anybody may send wrong addresses: however many come, they are written down once in this time. */
const WRITTEN_EVERY_MILLISECONDS = 1_000
/** What anybody may send is not kept for long. */
export const UNTRUSTED_KEPT_FOR_DAYS = 7

const ADD = `
  insert into almara_address_problem (id, hour, count, last_problem, last_at)
  values (to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24'), date_trunc('hour', now()), ?, ?, now())
  on conflict (id) do update set count = almara_address_problem.count + excluded.count, last_problem = excluded.last_problem, last_at = now(), updated_at = now()`

/**
 * Counts the callbacks whose address did not show our signature, by the hour: the merchant sees that something on the
 * way mangles it.
 */
export class AddressProblems {
  private waiting = 0
  private last: AddressProblem = "missing"
  private isPlanned = false

  constructor(private readonly connection: Connection) {}

  count(problem: AddressProblem): void {
    this.waiting += 1
    this.last = problem
    if (this.isPlanned) return
    this.isPlanned = true
    setTimeout(() => void this.write(), WRITTEN_EVERY_MILLISECONDS).unref()
  }

  async prune(): Promise<void> {
    await this.connection("almara_address_problem")
      .where("hour", "<", this.connection.raw("now() - ? * interval '1 day'", [UNTRUSTED_KEPT_FOR_DAYS]))
      .delete()
  }

  /** What cannot be written now is written with what comes next. */
  private async write(): Promise<void> {
    const count = this.waiting
    this.waiting = 0
    this.isPlanned = false
    await this.connection.raw(ADD, [count, this.last]).catch(() => (this.waiting += count))
  }
}

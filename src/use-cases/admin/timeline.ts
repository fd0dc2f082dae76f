import type { MedusaContainer } from "@medusajs/framework/types"
import type { Actor, TimelineEntry } from "../../core/views/admin/checkout"
import { classifyOutcome } from "../../core/checkout/outcome"
import { ALMARA_MODULE } from "../../modules/almara"
import { reportOf } from "../../modules/almara/setup/methods"
import { MOST_LINES } from "../../modules/almara/reports/reports"
import type { CallbackRow, CheckoutEventRow } from "../../modules/almara/ledger/rows"
import { actorsOf } from "./actors"

/** What happened to a checkout. */
export interface CheckoutTimeline {
  /** In the order in which it happened. */
  timeline: TimelineEntry[]
  /** Its beginning is left out. */
  isCut: boolean
}

/** Returns what happened to these checkouts, by their ids. */
export async function timelinesOf(
  container: MedusaContainer,
  checkoutIds: string[],
): Promise<Map<string, CheckoutTimeline>> {
  const { reports } = container.resolve(ALMARA_MODULE)
  const [events, callbacks] = await Promise.all([reports.events(checkoutIds), reports.callbacksOf(checkoutIds)])
  const actorOf = await actorsOf(
    container,
    events.map((event) => event.actor),
  )
  const isCut = events.length === MOST_LINES || callbacks.length === MOST_LINES
  const timelines = new Map<string, CheckoutTimeline>(checkoutIds.map((id) => [id, { timeline: [], isCut }]))
  for (const event of events) timelines.get(event.checkout_id)?.timeline.push(entryOfEvent(event, actorOf(event.actor)))
  for (const callback of callbacks) timelines.get(callback.checkout_id ?? "")?.timeline.push(entryOfCallback(callback))
  for (const { timeline } of timelines.values()) timeline.sort((one, other) => one.at.localeCompare(other.at))
  return timelines
}

function entryOfEvent(event: CheckoutEventRow, actor: Actor): TimelineEntry {
  return {
    id: event.id,
    at: new Date(event.created_at).toISOString(),
    kind: event.kind,
    actor,
    detail: plainDetail(event.detail ?? {}),
  }
}

function entryOfCallback(callback: CallbackRow): TimelineEntry {
  return {
    id: callback.id,
    at: new Date(callback.created_at).toISOString(),
    kind: "callback",
    actor: { kind: "almara", name: null },
    detail: { signed: callback.signed, duplicate: callback.duplicate_of !== null, ...whatItSays(callback) },
  }
}

/** A callback was read when it came; one that could not be is shown with the reason. */
function whatItSays(callback: CallbackRow): TimelineEntry["detail"] {
  try {
    const said = classifyOutcome(reportOf(callback).outcome)
    return { reported: said.kind, code: said.code ?? null, reason: said.reason }
  } catch (error) {
    return { reported: "unreadable", reason: error instanceof Error ? error.message : null }
  }
}

function plainDetail(detail: Record<string, unknown>): TimelineEntry["detail"] {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [
      key,
      value === null || ["string", "number", "boolean"].includes(typeof value)
        ? (value as string)
        : JSON.stringify(value),
    ]),
  )
}

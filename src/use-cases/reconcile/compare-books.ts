import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { BookWalk, type Books, type UnknownPayment } from "../../modules/almara/jobs/books"
import { findCanceledPaidOrders } from "../../modules/almara/jobs/abandoned-orders"
import { callForAttention } from "../attention/announce-attention"
import { bookOnce } from "../medusa/book-once"
import { compareOrder } from "../attention/compare-order"
import { holdCanceledOrder } from "../order-events/hold-canceled-order"

const PART = 1_000
const NEWEST = 5_000
const SHOWN = 200
/** As after a backup that was played back into one side only: the rest is opened by the runs after this one. */
const MOST_OPENED = 100

/**
 * Compares Medusa's books with ours, both ways: every captured payment must have a checkout whose money stands for it,
 * and every paid checkout a captured payment on an order, with the same sum. What was written in the last hour is
 * looked at each time, and of everything else one part after the other. What differs is shown, one case a checkout, and
 * ends by itself where the books agree again. Returns how many cases were opened.
 */
export async function compareBooks(container: MedusaContainer): Promise<number> {
  const { jobRuns } = container.resolve(ALMARA_MODULE)
  const walk = new BookWalk(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const shown = await walk.shown(SHOWN)
  const newest = await walk.newest(NEWEST)
  const payments = await walk.payments({ after: await jobRuns.cursor("payments"), limit: PART })
  const paid = await walk.paid({ after: await jobRuns.cursor("checkouts"), limit: PART })
  const unknown = new Map([...newest.unknown, ...payments.unknown].map((payment) => [payment.id, payment]))
  let opened = 0
  for (const payment of [...unknown.values()].slice(0, MOST_OPENED))
    if (await showUnknown(container, walk, payment)) opened += 1
  for (const orderId of await findCanceledPaidOrders(
    container.resolve(ContainerRegistrationKeys.PG_CONNECTION),
    PART,
    paid.checkoutIds,
  ))
    await holdCanceledOrder(container, orderId)
  for (const books of await walk.books([
    ...new Set([...shown, ...newest.checkoutIds, ...payments.checkoutIds, ...paid.checkoutIds]),
  ])) {
    if (books.doubled_on) await bookOnce(container, books.doubled_on)
    if (opened >= MOST_OPENED) return opened
    if (books.differ && (await showDifference(container, books))) opened += 1
    if (!books.differ && books.attention_key?.startsWith("books_differ")) await endDifference(container, books.id)
  }
  // Kept last: what a process did not finish that died meanwhile is looked at again.
  await jobRuns.keepCursor("payments", payments.next)
  await jobRuns.keepCursor("checkouts", paid.next)
  return opened
}

/** A less urgent case waited for this one to end. */
async function endDifference(container: MedusaContainer, checkoutId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  await ledger.clearAttention(checkoutId, ["books_differ"])
  const found = await ledger.find(checkoutId)
  if (found?.order_id) await compareOrder(container, found.order_id)
}

async function showDifference(
  container: MedusaContainer,
  { id, currency_code, ours, theirs, attention_key }: Omit<Books, "differ" | "doubled_on">,
): Promise<boolean> {
  const key = `books_differ:${ours}:${theirs}` as const
  return (
    key !== attention_key &&
    callForAttention(container, id, {
      reason: "books_differ",
      key,
      detail: { almara_amount: ours, medusa_amount: theirs, currency_code },
    })
  )
}

/**
 * Its checkout is found by the next walk like any other, and stays what it was made as: nothing of ours, and all that
 * Medusa has.
 */
async function showUnknown(container: MedusaContainer, walk: BookWalk, payment: UnknownPayment): Promise<boolean> {
  const id = await walk.adopt(
    payment,
    generateEntityId("", "almchk"),
    container.resolve(ALMARA_MODULE).options.placement,
  )
  return (
    id !== undefined &&
    (await showDifference(container, {
      id,
      currency_code: payment.currency_code,
      ours: "0",
      theirs: payment.amount,
      attention_key: null,
    }))
  )
}

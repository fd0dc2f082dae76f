import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { fitAnewOf, fitOf } from "../../core/views/admin/actions"
import { isSameMoney, money, type Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { chargeAgain } from "../medusa/charge-again"
import { isFinalMedusaError } from "../medusa/final-medusa-error"
import type { OrderCopy } from "../medusa/order-copy"
import { notePlacedAnew, placeOrderLike } from "../medusa/place-order-like"
import { readOrderSnapshot } from "../medusa/snapshot"
import { grant, placeOfItsOwn, settleGranted, type Accepting } from "./accept-held"
import { BusinessError } from "../business-error"
import { copyFor } from "./copy-for"
import { readHeld, type Held } from "./held-fit"
import { fitOrThrow, fittingMoney } from "./received-money"
import { requireSeen } from "./require-seen"
import { withLease } from "./with-lease"

/**
 * Places the canceled order of held money anew, and puts the money onto the new one. The canceled order stays as it is.
 * The money is held until the new order stands; asked again after a crash, it finds the order that was made.
 * @throws BusinessError.
 */
export async function placeAnew(container: MedusaContainer, held: CheckoutRow, by: Accepting): Promise<void> {
  await withLease(container, held.id, (checkout) => placeAndGrant(container, checkout, by))
  await settleGranted(container, held.id, by.actor)
}

/** What is placed anew, and the money for it. */
interface Anew {
  held: Held
  received: Money
  by: Accepting
}

async function placeAndGrant(container: MedusaContainer, checkout: CheckoutRow, by: Accepting): Promise<void> {
  await requireSeen(container, checkout, by.seen)
  if (checkout.state !== "held") throw new BusinessError("already_dealt_with")
  const held = await readHeld(container, checkout)
  const copy = await copyFor(container, held, checkout.id)
  const { received } = await fittingMoney(container, checkout, held.money, {
    typed: by.amount,
    fitFor: (one) => fitAnewOf(one, copy?.total ?? null),
  })
  const { orderId } = held.snapshot
  if (!copy || !orderId) throw new BusinessError("gone")
  const anew = { held, received, by }
  const newOrderId = await asBusinessError(() =>
    placeOrderLike(container, {
      orderId,
      key: keyOf(checkout),
      copy,
      requirePossible: () => requirePossible(container, copy),
      requireFit: async (draftId) => void (await placeOn(container, draftId, anew)),
    }),
  )
  try {
    await grantOn(container, checkout, newOrderId, anew)
  } catch (error) {
    await takeBack(container, checkout, newOrderId)
    throw error
  }
  await chargeAgain(container, orderId)
  await notePlacedAnew(container, { orderId, copy, newOrderId })
}

/** The part of its id that no other checkout has. */
function keyOf({ id }: CheckoutRow): string {
  return id.slice(id.indexOf("_") + 1)
}

/** @throws BusinessError where the money does not fit onto this order. */
async function placeOn(container: MedusaContainer, orderId: string, { held, received, by }: Anew) {
  const snapshot = await readOrderSnapshot(container, orderId)
  const { orderState, owed } = snapshot
  const isTyped = by.amount !== undefined
  const fit = fitOrThrow(fitOf({ ...held.money, orderState, owed, session: null, received, isTyped }), received)
  if (fit.onto !== "another") throw new BusinessError("nothing_waits")
  return { snapshot, booked: fit.booked }
}

async function grantOn(container: MedusaContainer, checkout: CheckoutRow, orderId: string, anew: Anew): Promise<void> {
  const { held, received, by } = anew
  const { snapshot, booked } = await placeOn(container, orderId, anew)
  const place = await placeOfItsOwn(container, { snapshot, provider: held.provider }, { received, booked })
  await grant(container, checkout, place, {
    kind: "placed_anew",
    by,
    detail: {
      order_id: orderId,
      order_number: snapshot.displayId,
      canceled_order_id: held.snapshot.orderId,
      canceled_order_number: held.snapshot.displayId,
    },
  })
}

/** The money did not come onto it, as where somebody else has dealt with it meanwhile: nobody is to pay it. */
async function takeBack(container: MedusaContainer, { id }: CheckoutRow, orderId: string): Promise<void> {
  const row = await container.resolve(ALMARA_MODULE).ledger.find(id)
  const { received, owed, balance, orderState } = await readOrderSnapshot(container, orderId)
  if (row?.order_id === orderId || orderState !== "order_waiting" || !received || !owed || !balance) return
  const isUntouched = isSameMoney(owed, balance) && isSameMoney(received, money("0", received.currency))
  if (isUntouched) await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
}

/** @throws BusinessError where the order cannot be placed as it was. */
async function requirePossible(container: MedusaContainer, { input, items, total }: OrderCopy): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: regions } = await query.graph({
    entity: "region",
    fields: ["id", "currency_code"],
    // An undefined filter matches every row.
    filters: { id: String(input.region_id) },
  })
  const currency = regions[0]?.currency_code
  if (!currency || money("0", currency).currency !== total.currency) throw new BusinessError("region_changed")
  const wanted = items.flatMap(({ variantId }) => (variantId === null ? [] : [variantId]))
  const { data: variants } =
    wanted.length > 0
      ? await query.graph({ entity: "variant", fields: ["id"], filters: { id: wanted } })
      : { data: [] as { id: string }[] }
  const gone = items.find(({ variantId }) => variantId !== null && !variants.some(({ id }) => id === variantId))
  if (gone) throw new BusinessError("variant_gone", { title: gone.title })
}

/** Says in the merchant's words why Medusa refuses for good. */
async function asBusinessError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BusinessError || !isFinalMedusaError(error)) throw error
    if (/stock|inventory/i.test(error.message)) throw new BusinessError("no_stock")
    throw new BusinessError("not_placed", { reason: error.message })
  }
}

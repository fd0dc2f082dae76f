import type { MedusaContainer } from "@medusajs/framework/types"
import { mayFit } from "../../core/views/admin/actions"
import { actionsFor, type AdminAction } from "../../core/views/admin/checkout"
import { money, type Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { isBooked, readShopState, type ShopState } from "../medusa/order-state"
import { fittingPart, waitingSession } from "./accept-held"

/** What a person can do about a checkout now. The shop is asked for held money only, so that nothing is offered that must fail. */
export async function actionsOf(container: MedusaContainer, row: StoredCheckout, reported: Money | null): Promise<AdminAction[]> {
  const { options } = container.resolve(ALMARA_MODULE)
  const mayAsk = options.verification === "query"
  if (row.state !== "held") return actionsFor(row.state, null, { mayAsk, fits: false }, row.attention)
  const shop = await readShopState(container, row)
  if (isBooked(shop, row.id)) return mayAsk ? ["check"] : []
  const session = await waitingSession(container, shop)
  const asked = money(row.amount, row.currency_code)
  // What a callback says of the sum is not certain where Almara may not be asked; and money of another sum needs a report.
  const received = row.hold_reason === "amount" ? (mayAsk ? reported : null) : (reported ?? asked)
  const waitingFor = row.hold_reason === "twice" ? waitingForTwice(shop, received) : (session?.money ?? null)
  const fits = mayFit({ reason: row.hold_reason, home: shop.home, waitingFor, received })
  return actionsFor(row.state, row.hold_reason, { mayAsk, fits })
}

/** An order that asks for more by now takes any part of it. */
function waitingForTwice(shop: ShopState, received: Money | null): Money | null {
  return received && shop.home === "order_waiting" && fittingPart(shop, received) ? received : null
}

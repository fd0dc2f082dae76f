/** Why money is held, one clear sentence for the merchant each: what happened, and what is possible now. */
export const HOLD_REASONS = {
  amount:
    "Almara reports another amount than was asked for. The order was not marked as paid. Refund the payment outside Almara, or accept it onto the order where that owes as much.",
  amount_unreadable:
    "Almara reports this payment without an amount that can be read. The order was not marked as paid. Look up at Almara what arrived, then accept exactly that sum.",
  currency:
    "Almara reports another currency than was asked for. The order was not marked as paid. Refund the payment outside Almara.",
  reference:
    "Almara reports this payment under another checkout reference than ours. The order was not marked as paid. Ask Almara whose payment it is, and refund it outside Almara.",
  late: "The customer paid after the order was canceled or expired. Almara has the money and no order stands for it: refund it outside Almara, or place the order anew.",
  twice:
    "The customer paid for an order that owed nothing any more. This payment is not on the order: refund it outside Almara, or accept it where the order asks for more by now.",
  orphaned:
    "The customer paid a checkout that was replaced in the meantime, for example because the cart was changed. Nothing was ordered with this money yet.",
  order_canceled:
    "The order was canceled although it is paid. Almara has no refund call and still has the money: refund it outside Almara, then mark it as refunded.",
  unplaceable:
    "The customer paid, but the order could not be placed, for example because the stock was gone. Make the order possible and check again, or refund the payment outside Almara.",
} as const satisfies Record<string, string>

export type HoldReason = keyof typeof HOLD_REASONS

/** What is decided about money that is held for a reason. */
interface Held {
  /** It may fit onto an order after all, when somebody accepts it. */
  isAcceptable: boolean
  /** It may fit as Almara reports it, when a person has Almara asked again. */
  fitsLater: boolean
  /**
   * It came when its order owed nothing, or its payment session is gone: it may also pay a part of what is owed by now.
   */
  paysParts: boolean
  /** There was no order; once one stands, and Medusa has captured the money on it, it is settled. */
  wantsOrder: boolean
  /**
   * It came when its order owed nothing: the order's other pages stay open. Any other money may belong to what is owed,
   * and nobody is asked to pay meanwhile.
   */
  leavesPages: boolean
}

const NONE = { isAcceptable: false, fitsLater: false, paysParts: false, wantsOrder: false, leavesPages: false }

/** A new reason does not compile before it has decided about itself here. */
const DECIDED: Record<HoldReason, Held> = {
  amount: { ...NONE, isAcceptable: true, fitsLater: true },
  amount_unreadable: { ...NONE, isAcceptable: true, fitsLater: true },
  currency: { ...NONE, fitsLater: true },
  reference: { ...NONE, fitsLater: true },
  late: { ...NONE, isAcceptable: true },
  twice: { ...NONE, isAcceptable: true, paysParts: true, leavesPages: true },
  orphaned: { ...NONE, isAcceptable: true, paysParts: true, wantsOrder: true },
  order_canceled: NONE,
  unplaceable: { ...NONE, isAcceptable: true, fitsLater: true, wantsOrder: true },
}

export const ACCEPTABLE = those("isAcceptable")
export const FITS_LATER = those("fitsLater")
export const PAYS_PARTS = those("paysParts")
export const WANTS_ORDER = those("wantsOrder")
export const LEAVES_PAGES = those("leavesPages")

function those(fact: keyof Held): readonly HoldReason[] {
  return (Object.keys(DECIDED) as HoldReason[]).filter((reason) => DECIDED[reason][fact])
}

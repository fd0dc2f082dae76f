import AlmaraProviderService from "./service"

const SESSION = "payses_1"

interface Asked {
  /** Whether the session's money is there. */
  isPaid?: boolean
  /** Whether Medusa has written a payment. */
  hasPayment?: boolean
  /** The payment that Medusa names. */
  names?: string
}

/** Asks for a cancellation of a session. */
const cancel = ({ isPaid = true, hasPayment = false, names }: Asked) =>
  AlmaraProviderService.prototype.cancelPayment.call(
    Object.assign(Object.create(AlmaraProviderService.prototype), {
      logger: { warn: () => undefined },
      ledger: {
        settledCheckout: async (id: string) => (isPaid && id === SESSION ? { payment_session_id: id } : undefined),
        hasPayment: async (id: string) => hasPayment && id === SESSION,
      },
    }),
    { data: { session_id: SESSION }, ...(names !== undefined && { context: { idempotency_key: names } }) },
  )

it.each<[string, Asked]>([
  ["Medusa names a payment", { names: "pay_1" }],
  ["Medusa has written one down", { hasPayment: true }],
])("what is paid is not canceled where %s", async (_, asked) => {
  await expect(cancel(asked)).rejects.toMatchObject({ type: "conflict", message: /is not canceled. Try again/ })
})

it.each<[string, Asked]>([
  ["no payment is named or written: the reason why Medusa has none stays", {}],
  ["nothing was paid", { isPaid: false, hasPayment: true, names: "pay_1" }],
])("nothing is done and nothing thrown where %s", async (_, asked) => {
  expect(await cancel(asked)).toEqual({ data: { session_id: SESSION } })
})

import { SimulatedAlmara } from "../examples/testing/almara"
import { startSimulator, type RunningSimulator } from "../simulator/server"
import { eventually, orderOf, placeWaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

let simulator: RunningSimulator
let store: RunningStore
let almara: SimulatedAlmara

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
  almara = new SimulatedAlmara(simulator.url)
  store = await startStore({ almaraUrl: simulator.url })
})
afterAll(async () => {
  await store?.stop()
  await simulator?.close()
})

const paymentStatus = async (orderId: string) => (await orderOf(store, orderId)).payment_status
const becomes = (orderId: string, wanted: string) =>
  eventually(
    () => paymentStatus(orderId),
    (status) => status === wanted,
  )

it("pays an order when Almara says that it is paid", async () => {
  const order = await placeWaitingOrder(store)
  const checkout = await almara.newestCheckout()
  expect(await almara.decide(checkout, { outcome: "paid" })).toMatchObject([{ status: 200, answer: "{}" }])
  expect(await becomes(order.orderId, "captured")).toBe("captured")
})

it("believes no forged callback", async () => {
  const order = await placeWaitingOrder(store)
  const checkout = await almara.newestCheckout()
  expect(await almara.callback(checkout, { wrong: "signature" })).toMatchObject([{ status: 200 }])
  expect(await almara.callback(checkout, { wrong: "body" })).toMatchObject([{ status: 200 }])
  expect(await almara.visit(checkout, "return")).toMatchObject({ status: 303 })
  expect(await paymentStatus(order.orderId)).toBe("awaiting")
})

it("finds a payment whose callback never came when the shopper comes back", async () => {
  const order = await placeWaitingOrder(store)
  const checkout = await almara.newestCheckout()
  await almara.decide(checkout, { outcome: "paid", callback: { send: false } })
  expect(await almara.visit(checkout, "return")).toMatchObject({
    status: 303,
    location: expect.stringContaining(order.paymentSessionId),
  })
  expect(await becomes(order.orderId, "captured")).toBe("captured")
})

import type { SimulatorOptionsInput } from "../../simulator/options"
import { startGateway, type Gateway } from "./gateway"
import { startStore, type RunningStore, type StoreSettings } from "./store"

type Settings = Omit<StoreSettings, "almaraUrl">

/** A gateway for the specs of this file or `describe`: it is there when they run. */
export function withGateway(options?: SimulatorOptionsInput): Gateway {
  let gateway: Gateway | undefined
  beforeAll(async () => {
    gateway = await startGateway(options)
  })
  afterAll(() => gateway?.stop())
  return standIn(() => gateway)
}

/** A store beside a gateway of others, for the specs of this `describe`. */
export function withStoreOf(gateway: Gateway, settings: Settings = {}): RunningStore {
  let store: RunningStore | undefined
  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url, ...settings })
  })
  afterAll(() => store?.stop())
  return standIn(() => store)
}

/** A store and its gateway for the specs of this file or `describe`. */
export function withStore(settings?: Settings): { gateway: Gateway; store: RunningStore } {
  let running: Gateway | undefined
  beforeAll(async () => {
    running = await startGateway()
  })
  const gateway = standIn(() => running)
  const store = withStoreOf(gateway, settings)
  // After the store's, which calls it until it ends.
  afterAll(() => running?.stop())
  return { gateway, store }
}

/** Has the fields of what is not there yet, as soon as it is. */
function standIn<T extends object>(find: () => T | undefined): T {
  return new Proxy({} as T, {
    get(_, name) {
      const found = find()
      if (!found) throw new Error(`It was not started yet, or could not be: nothing has a "${String(name)}" here.`)
      return Reflect.get(found, name) as unknown
    },
  })
}

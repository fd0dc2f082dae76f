import { ALL_IS_WELL, startModelStore, type ModelStore } from "./setup/model-runs"
import { bugsOf, PLANTED_BUGS } from "./setup/planted-bugs"
import { withGateway } from "./setup/with-store"

const MINUTES = 60_000
/** Sets of sequences without a planted bug, and until a planted one must be found. */
const SETS = { order_first: 8, pay_first: 6 }
const MOST_SETS = 40

const gateway = withGateway()

describe.each(["order_first", "pay_first"] as const)("a random search, %s", (placement) => {
  let store: ModelStore

  beforeAll(async () => {
    store = await startModelStore(gateway, placement)
  })

  afterAll(() => store?.stop())

  afterEach(() => store.plant("none"))

  it(
    "finds nothing in the code as it is",
    async () => {
      expect(await store.explore(SETS[placement])).toBe(ALL_IS_WELL)
    },
    15 * MINUTES,
  )

  it.each(bugsOf(placement).map((bug) => [bug, PLANTED_BUGS[bug].invariant] as const))(
    "finds a planted bug that %s: %s",
    async (bug, invariant) => {
      store.plant(bug)
      expect(await store.explore(MOST_SETS)).toContain(`Invariant broken: ${invariant}`)
    },
    15 * MINUTES,
  )
})

// Loaded into a store's process by specs only: its wall clock goes wrong by ALMARA_SPEC_CLOCK_AHEAD_MINUTES, behind
// where that is negative. Timers and the monotonic clock stay as they are, as on a machine whose time was never set.
const RealDate = globalThis.Date
const ahead = Number(process.env.ALMARA_SPEC_CLOCK_AHEAD_MINUTES) * 60_000
const now = () => RealDate.now() + ahead

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, asked) => Reflect.construct(target, given.length > 0 ? given : [now()], asked),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
})
RealDate.prototype.constructor = globalThis.Date

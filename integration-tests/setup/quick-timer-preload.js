// Loaded into a store's process by specs only: the plugin's own timer looks every second, and tells soon.
const { onLoad } = require("./on-load")

onLoad("src/use-cases/reconcile/own-timer.ts", (loaded) => ({
  ...loaded,
  keepJobsRunning: () => loaded.keepJobsRunning({ firstCheckInSeconds: 1, everySeconds: 1, tellAfterSeconds: 2 }),
}))

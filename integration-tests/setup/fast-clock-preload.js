// Loaded into a store's process by specs only: the plugin's jobs run often, so that many runs of the clock fit into a
// spec. What they do is not changed. Each run costs some 12 ms of a core, in every store that only waits.
const { onFirstLoad } = require("./on-load")

const intervalOf = (id) => (id.includes("almara-prune") ? 2_000 : 500)

onFirstLoad("orchestration/dist/workflow/workflow-manager.js", ({ WorkflowManager }) => {
  for (const method of ["register", "update"]) {
    const original = WorkflowManager[method]
    WorkflowManager[method] = function (id, flow, handlers, options, ...rest) {
      const isOurs = id.includes("almara") && options?.schedule
      return original.call(
        this,
        id,
        flow,
        handlers,
        isOurs ? { ...options, schedule: { interval: intervalOf(id) } } : options,
        ...rest,
      )
    }
  }
})

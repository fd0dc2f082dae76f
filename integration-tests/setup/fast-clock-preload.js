// Loaded into a store's process by specs only: the plugin's jobs run several times a second, so that many runs of the
// clock fit into a spec. What they do is not changed.
const { onFirstLoad } = require("./on-load")

const INTERVAL_IN_MILLISECONDS = 300

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
        isOurs ? { ...options, schedule: { interval: INTERVAL_IN_MILLISECONDS } } : options,
        ...rest,
      )
    }
  }
})

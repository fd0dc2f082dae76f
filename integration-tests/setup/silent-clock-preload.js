// Loaded into a store's process by specs only: Medusa's scheduler never calls the plugin's jobs.
const { onFirstLoad } = require("./on-load")

onFirstLoad("orchestration/dist/workflow/workflow-manager.js", ({ WorkflowManager }) => {
  for (const method of ["register", "update"]) {
    const original = WorkflowManager[method]
    WorkflowManager[method] = function (id, flow, handlers, options, ...rest) {
      const isOurs = id.includes("almara") && options?.schedule
      return original.call(this, id, flow, handlers, isOurs ? { ...options, schedule: undefined } : options, ...rest)
    }
  }
})

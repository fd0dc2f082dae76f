/** The way imports may point: one way, with no list of exceptions. */
const rooms = [
  { name: "core", path: "^src/core/", may: [] },
  { name: "telemetry", path: "^src/telemetry/", may: ["core"] },
  { name: "modules", path: "^src/modules/", may: ["core", "telemetry"] },
  { name: "providers", path: "^src/providers/", may: ["core", "modules", "telemetry"] },
  { name: "links", path: "^src/links/", may: ["modules"] },
  { name: "use-cases", path: "^src/use-cases/", may: ["core", "modules", "providers", "telemetry"] },
  { name: "workflows", path: "^src/workflows/", may: ["core", "modules", "use-cases"] },
  { name: "api", path: "^src/api/", may: ["core", "modules", "use-cases", "telemetry"] },
  { name: "subscribers", path: "^src/subscribers/", may: ["core", "modules", "use-cases"] },
  { name: "jobs", path: "^src/jobs/", may: ["core", "modules", "use-cases"] },
  { name: "storefront", path: "^src/storefront/", may: ["core"] },
  { name: "admin", path: "^src/admin/", may: ["core"] },
]

/** The folders of `src/use-cases`, from below up: each may import those before it, and what is beside them all. */
const useCases = [
  "medusa",
  "attention",
  "cancel",
  "settle",
  "callbacks",
  "order-events",
  "shopper",
  "admin",
  "notices",
  "reconcile",
]

const pathOf = (name) => rooms.find((room) => room.name === name).path

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    ...rooms.map((room) => ({
      name: `arrows-of-${room.name}`,
      severity: "error",
      from: { path: room.path, pathNot: "\\.spec\\.ts$" },
      to: {
        path: "^(src|simulator|scripts|support|examples|integration-tests)/",
        pathNot: [room.path, ...room.may.map(pathOf)],
      },
    })),
    {
      name: "use-cases-beside-all",
      comment: "what stands beside the folders of use-cases is below all of them",
      severity: "error",
      from: { path: "^src/use-cases/[^/]+$" },
      to: { path: "^src/use-cases/[^/]+/" },
    },
    ...useCases.map((folder, floor) => ({
      name: `use-cases-of-${folder}`,
      comment: "a folder imports those below it, and is named in the list above",
      severity: "error",
      from: { path: `^src/use-cases/${folder}/`, pathNot: "\\.spec\\.ts$" },
      to: { path: "^src/use-cases/[^/]+/", pathNot: `^src/use-cases/(${useCases.slice(0, floor + 1).join("|")})/` },
    })),
    {
      name: "core-is-free",
      comment: "core imports neither the framework nor the runtime",
      severity: "error",
      from: { path: "^src/core/", pathNot: "\\.spec\\.ts$" },
      to: { dependencyTypes: ["core", "npm-peer", "npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "simulator-knows-nothing",
      severity: "error",
      from: { path: "^simulator/" },
      to: { path: "^(src|scripts|support|examples|integration-tests)/", pathNot: "^src/core/currencies\\.ts$" },
    },
    {
      name: "shipped-without-development",
      comment: "what users install does not bring the development dependencies",
      severity: "error",
      from: { path: "^(src|simulator)/", pathNot: "\\.spec\\.ts$|spec-|^src/admin/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer"] },
    },
    {
      name: "scripts-know-no-specs",
      severity: "error",
      from: { path: "^(scripts|support)/" },
      to: { path: "^(integration-tests|bench)/" },
    },
    {
      name: "specs-know-no-scripts",
      comment: "what both need stands in support",
      severity: "error",
      from: { path: "^(integration-tests|support)/" },
      to: { path: "^(scripts|bench)/" },
    },
    {
      name: "examples-use-the-public-way",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^(simulator|scripts|support|integration-tests|src/(?!core|storefront|workflows/index))" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.medusa" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
}

const path = require("node:path")
const { projects } = require("../../jest.config")

const unit = projects.find(({ displayName }) => displayName === "unit")
/** Named by index.ts; a fault must be seen by the spec beside its file, not by chance in another one. */
const spec = process.env.ALMARA_MUTANTS_SPEC

// Stryker starts Jest anew for each fault: it reads no more folders than that of the spec.
module.exports = { ...unit, roots: [`<rootDir>/${path.dirname(spec)}`], testMatch: [`<rootDir>/${spec}`] }

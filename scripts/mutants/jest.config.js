const { projects } = require("../../jest.config")

const unit = projects.find(({ displayName }) => displayName === "unit")

/** The unit specs of what decides. Stryker takes of them those that import the file with the fault. */
module.exports = { ...unit, roots: ["<rootDir>/src"], testMatch: ["<rootDir>/src/{core,workflows}/**/*.spec.ts"] }

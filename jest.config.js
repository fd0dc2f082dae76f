const common = {
  rootDir: __dirname,
  // Elsewhere are no specs, and Jest would read the whole of node_modules before the first one.
  roots: ["src", "simulator", "scripts", "support", "examples", "integration-tests", "bench"].map(
    (folder) => `<rootDir>/${folder}`,
  ),
  testEnvironment: "node",
  transform: {
    "^.+\\.tsx?$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript", tsx: true, decorators: true }, target: "es2022" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/.medusa/"],
}

const withPostgres = {
  globalSetup: "<rootDir>/integration-tests/setup/start-postgres.ts",
  globalTeardown: "<rootDir>/integration-tests/setup/stop-postgres.ts",
}

module.exports = {
  // A booted store answers in milliseconds, but on a busy machine with two cores it may take its time.
  testTimeout: 120_000,
  testSequencer: "<rootDir>/integration-tests/setup/longest-first.js",
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/{src,simulator,scripts,support,examples}/**/*.spec.ts"],
    },
    {
      ...common,
      displayName: "integration",
      testMatch: ["<rootDir>/integration-tests/**/*.spec.ts"],
      testPathIgnorePatterns: ["/node_modules/", "\\.redis\\.spec\\.ts$"],
      ...withPostgres,
    },
    {
      // What npm does not bring along: a real redis-server.
      ...common,
      displayName: "redis",
      testMatch: ["<rootDir>/integration-tests/**/*.redis.spec.ts"],
      ...withPostgres,
    },
    {
      // Half an hour: a random search for planted bugs, and ten thousand open checkouts to the last one.
      ...common,
      displayName: "long",
      testMatch: ["<rootDir>/integration-tests/**/*.long.ts"],
      ...withPostgres,
    },
    {
      ...common,
      displayName: "browser",
      testMatch: ["<rootDir>/integration-tests/browser/**/*.browser.ts"],
      ...withPostgres,
      globalSetup: "<rootDir>/integration-tests/setup/start-postgres-and-build-admin.ts",
    },
  ],
}

const { readFileSync } = require("node:fs")
const { join } = require("node:path")
const medusa = require("@medusajs/eslint-plugin")
const regexp = require("eslint-plugin-regexp")
const tseslint = require("typescript-eslint")

/** What `src/core` must not touch: it runs on Node, on Deno and on any web-standard runtime. */
const RUNTIME_GLOBALS = [
  "process",
  "Buffer",
  "global",
  "require",
  "module",
  "__dirname",
  "__filename",
  "console",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "queueMicrotask",
  "performance",
  "Deno",
  "window",
  "document",
]

/**
 * Of two parts that set `no-restricted-syntax` for a file, the later one alone counts: each has to name all that holds
 * there.
 */
const restricted = (message, selectors) => selectors.map((selector) => ({ selector, message }))

const CLOCKS = restricted(
  "A process' clock may be wrong. Compare with the row's read_at, write NOW or inSeconds() of modules/almara/moments, measure with performance.now().",
  [
    "NewExpression[callee.name='Date'][arguments.length=0]",
    "CallExpression[callee.name='Date']",
    "MemberExpression[object.name='Date'][property.name='now']",
  ],
)

const TITLES = restricted("Keep the title of a spec under 100 characters: what it shows, and nothing else.", [
  "CallExpression[callee.name=/^(describe|it)$/] > Literal[value=/.{100}/]",
  "CallExpression[callee.callee.property.name='each'] > Literal[value=/.{100}/]",
])

const STATES_FILE = "src/core/checkout/states.ts"
const [, listed] = /CHECKOUT_STATES = \[([^\]]+)\]/.exec(readFileSync(join(__dirname, STATES_FILE), "utf8"))
const state = `(${listed.match(/\w+/g).join("|")})`
const isState = `[value=/^${state}$/]`
const inSql = `/\\(\\s*'${state}'(\\s*,\\s*'${state}')+\\s*\\)/`

/** Two or more states of a checkout and nothing else: an array, a type, a list in SQL, a chain of comparisons. */
const STATE_LISTS = restricted(`Use or add a named set of ${STATES_FILE}: a new state asks each of them what it is.`, [
  `ArrayExpression[elements.length>1]:not(:has(> :not(Literal${isState})))`,
  `TSUnionType[types.length>1]:not(:has(> :not(TSLiteralType[literal.value=/^${state}$/])))`,
  `TemplateElement[value.raw=${inSql}]`,
  `Literal[value=${inSql}]`,
  ...["right", "right.right"].flatMap((left) =>
    ["name", "property.name"].map(
      (name) =>
        `LogicalExpression[right.left.${name}='state'][left.${left}.value=/^${state}$/][right.right.value=/^${state}$/]`,
    ),
  ),
])

/** A way of paying that is added must not be missed anywhere. */
const PROVIDER_IDS = restricted("Ask isOurProvider() or isOurs() of src/core/provider-id.ts: there is more than one.", [
  "Literal[value=/pp.{0,4}almara/]",
  "TemplateElement[value.raw=/pp.{0,4}almara/]",
])

const isOnlyIgnores = (part) => Object.keys(part).every((key) => key === "ignores" || key === "name")

module.exports = tseslint.config(
  { ignores: ["node_modules/**", ".medusa/**", "public/**", "coverage/**", ".demo/**", "examples/deno/**"] },
  // The first of the preset's parts only leaves files out, the specs among them; what is left out here stands above
  // (examples/deno is Deno's to lint).
  ...(medusa.configs ?? medusa.default.configs).recommended.filter((part) => !isOnlyIgnores(part)),
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        projectService: { allowDefaultProject: ["src/admin/i18n/*.spec.ts"] },
        tsconfigRootDir: __dirname,
      },
    },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
    },
  },
  {
    // Prettier breaks what it can. A sentence, a statement in SQL and an expression stay whole.
    files: ["**/*.{ts,tsx,js,cjs,mjs}"],
    rules: {
      "max-len": [
        "error",
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
    },
  },
  {
    files: ["src/core/**/*.ts"],
    ignores: ["**/*.spec.ts"],
    rules: {
      "no-restricted-globals": ["error", ...RUNTIME_GLOBALS],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "The clock is an argument." },
        { object: "Math", property: "random", message: "The random source is an argument." },
        { object: "crypto", property: "randomUUID", message: "The random source is an argument." },
        { object: "globalThis", property: "process", message: "core is free of the runtime." },
      ],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["node:*", "@medusajs/*"], message: "core is free of framework and runtime." }] },
      ],
    },
  },
  {
    // Strangers and gateways write what these expressions read: none may take more than a time that grows with the
    // text.
    files: ["src/**/*.{ts,tsx}", "simulator/**/*.ts"],
    ignores: ["**/*.spec.ts"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential" }],
    },
  },
  {
    // Postgres' clock is the only one: see docs/decisions/016-one-clock.md.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/admin/**", "src/storefront/**", "**/*.spec.ts"],
    rules: { "no-restricted-syntax": ["error", ...CLOCKS, ...STATE_LISTS, ...PROVIDER_IDS] },
  },
  {
    files: ["src/admin/**/*.{ts,tsx}", "src/storefront/**/*.{ts,tsx}"],
    ignores: ["**/*.spec.ts"],
    rules: { "no-restricted-syntax": ["error", ...STATE_LISTS, ...PROVIDER_IDS] },
  },
  {
    // A migration is history.
    files: [STATES_FILE, "src/core/provider-id.ts", "src/modules/almara/migrations/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...CLOCKS] },
  },
  {
    // Core knows no framework: its schemas come from zod itself, and its one error type is AlmaraError.
    files: [
      "src/core/**",
      "src/admin/**",
      "simulator/**",
      "scripts/**",
      "support/**",
      "examples/**",
      "integration-tests/**",
      "bench/**",
      "**/*.spec.ts",
      "src/api/checkout/**",
      "src/storefront/**",
    ],
    rules: { "@medusajs/zod-import-source": "off", "@medusajs/use-medusa-error-not-generic-error": "off" },
  },
  {
    // What HTTP and SQL answer is looked at here, not typed; and 2500 shillings are an amount in major units.
    files: ["integration-tests/**", "support/shop.ts", "**/*.spec.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@medusajs/prices-in-major-units": "off",
      "no-restricted-syntax": ["error", ...TITLES],
    },
  },
  {
    files: ["simulator/cli.ts", "scripts/**", "support/**", "examples/**"],
    rules: { "no-console": "off" },
  },
)

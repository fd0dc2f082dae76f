import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { DENO_OPTIONS, entriesPermissions } from "./deno"
import { run } from "./package-manager"
import type { Runtime } from "./runtimes"
import { runToEnd } from "./store-process"

const PACKAGE = "medusa-payment-almara"

/** Every name that others may import, and one thing that it must hold. A spec compares them with the export map. */
export const ENTRIES = {
  "./core": "parseAlmaraOptions",
  "./storefront": "startAlmaraPayment",
  "./storefront/react": "useAlmaraCheckout",
  "./config": "defineAlmara",
  "./workflows": "settleAlmaraCheckoutWorkflow",
  "./providers/almara": "default",
  "./modules/almara": "ALMARA_MODULE",
  "./simulator": "startSimulator",
  "./.medusa/server/src/modules/almara": "ALMARA_MODULE",
  "./admin": "widgetModule",
  "./package.json": "version",
} as const satisfies Record<string, string>

type EntryName = keyof typeof ENTRIES

/**
 * Those that can be loaded by a runtime. The admin is for Medusa's bundler alone, which puts in what it reads; each row
 * builds a dashboard with it.
 */
export const LOADABLE = (Object.keys(ENTRIES) as EntryName[]).filter((name) => name !== "./admin")

/** Those that are ES modules for every runtime. */
export const MODULES = ["./core", "./storefront", "./storefront/react"] as const satisfies readonly EntryName[]

/** What a project without Medusa can use. */
export const WITHOUT_MEDUSA = [
  "./core",
  "./storefront",
  "./storefront/react",
  "./simulator",
  "./package.json",
] as const satisfies readonly EntryName[]

export interface EntryCheck {
  directory: string
  runtime: Runtime
  entries: readonly EntryName[]
  environment: NodeJS.ProcessEnv
  logFile: string
}

/**
 * Requires the entries in a project that has the package installed, and imports those that are ES modules. Throws when
 * one cannot be had.
 */
export async function loadEntries({ directory, runtime, entries, environment, logFile }: EntryCheck): Promise<void> {
  const place = { directory: checksIn(directory), environment, logFile }
  const modules = MODULES.filter((name) => entries.includes(name))
  write(
    directory,
    "require.cjs",
    entries.map(
      (name) =>
        `if (require(${quoted(name)})[${JSON.stringify(ENTRIES[name])}] === undefined) throw new Error(${quoted(name)} + " is empty")`,
    ),
  )
  write(
    directory,
    "import.mjs",
    modules.map(
      (name) =>
        `import { ${ENTRIES[name]} as ${identifier(name)} } from ${quoted(name)}\nif (typeof ${identifier(name)} !== "function") throw new Error(${quoted(name)} + " is empty")`,
    ),
  )
  const allowed = runtime.name === "deno" ? { ...runtime, args: [...DENO_OPTIONS, ...entriesPermissions()] } : runtime
  await runToEnd(allowed, ["require.cjs"], place)
  await runToEnd(allowed, ["import.mjs"], place)
  if (runtime.name !== "deno") return
  write(directory, "core.mjs", [
    `import { parseAlmaraOptions } from ${quoted("./core")}`,
    'if (typeof parseAlmaraOptions !== "function") throw new Error("core is empty")',
  ])
  await runToEnd({ ...runtime, args: [...DENO_OPTIONS, "--allow-read=.."] }, ["core.mjs"], place)
}

/**
 * Compiles one file that uses the types of these entries, by the project's own TypeScript. Throws with what the
 * compiler says.
 */
export async function checkTypes(
  directory: string,
  entries: readonly EntryName[],
  moduleResolution: "Node16" | "Bundler",
): Promise<void> {
  const typed = entries.filter((name) => name !== "./package.json")
  write(directory, "entries.ts", [
    ...typed.map((name) =>
      ENTRIES[name] === "default" || name === "./admin"
        ? `import ${identifier(name)} from ${quoted(name)}`
        : `import { ${ENTRIES[name]} as ${identifier(name)} } from ${quoted(name)}`,
    ),
    // An entry without types would be `any`, and then this would be one too.
    "type IsAny<T> = 0 extends 1 & T ? true : false",
    "const typed: false[] = [" + typed.map((name) => `false as IsAny<typeof ${identifier(name)}>`).join(", ") + "]",
    `export default [typed, ${typed.map(identifier).join(", ")}]`,
  ])
  const options = {
    target: "ES2022",
    lib: ["ES2023", "DOM"],
    module: moduleResolution === "Node16" ? "Node16" : "ESNext",
    moduleResolution,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    esModuleInterop: true,
    jsx: "react-jsx",
  }
  write(directory, "tsconfig.json", [JSON.stringify({ compilerOptions: options, files: ["entries.ts"] })])
  const tsc = path.join(directory, "node_modules", "typescript", "bin", "tsc")
  await run(process.execPath, [tsc, "-p", "."], checksIn(directory))
}

/** A folder in the project that its own build leaves out. */
function checksIn(directory: string): string {
  const checks = path.join(directory, "checks")
  mkdirSync(checks, { recursive: true })
  return checks
}

function write(directory: string, name: string, lines: readonly string[]): void {
  writeFileSync(path.join(checksIn(directory), name), `${lines.join("\n")}\n`)
}

function quoted(name: string): string {
  return JSON.stringify(`${PACKAGE}${name.slice(1)}`)
}

function identifier(name: string): string {
  return name.replace(/\W+/g, "_")
}

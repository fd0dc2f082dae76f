import { existsSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"

/** Where `medusa plugin:build` puts the compiled sources. */
export const OUTPUT = ".medusa/server"

/** One name that others may import. */
export interface Entry {
  /** As it stands in the export map. */
  name: string
  source: string
  /** Whether it is built as an ES module as well: for browsers, Deno and other shops. Medusa itself only requires. */
  isModuleToo?: boolean
}

/** Every public entry with sources of ours, in the order of the export map. */
const ENTRIES: readonly Entry[] = [
  { name: "./core", source: "src/core/index.ts", isModuleToo: true },
  { name: "./storefront", source: "src/storefront/index.ts", isModuleToo: true },
  { name: "./storefront/react", source: "src/storefront/react.ts", isModuleToo: true },
  { name: "./config", source: "src/config.ts" },
  { name: "./workflows", source: "src/workflows/index.ts" },
  { name: "./providers/almara", source: "src/providers/almara/index.ts" },
  { name: "./modules/almara", source: "src/modules/almara/index.ts" },
  { name: "./simulator", source: "simulator/server.ts" },
]

/** The entries whose sources exist. */
export function presentEntries(): Entry[] {
  return ENTRIES.filter(({ source }) => existsSync(path.join(root, source)))
}

/** Sources that declare types for others without being imported by them. */
export const AMBIENT_SOURCES: readonly string[] = ["src/modules/almara/container.ts"]

/** The compiled file of a source, for `require`. */
export function compiledFile({ source }: Entry): string {
  return `./${OUTPUT}/${withoutExtension(source)}.js`
}

/** The ES module of an entry, without its extension: `.mjs` is the code, `.d.mts` its types. */
export function moduleName({ name }: Entry): string {
  return `esm/${name.slice("./".length)}`
}

/** The export map that fits the entries: what exists, and nothing else. */
export function exportMap(): Record<string, unknown> {
  const entries = Object.fromEntries(presentEntries().map((entry) => [entry.name, conditions(entry)]))
  const almaraModule = presentEntries().find(({ name }) => name === "./modules/almara")
  return {
    "./package.json": "./package.json",
    ...entries,
    // Medusa finds the module of a plugin under the path of its compiled sources.
    ...(almaraModule && { [`./${OUTPUT}/src/modules/almara`]: conditions(almaraModule) }),
    "./admin": {
      import: { types: `./${OUTPUT}/src/admin/index.d.mts`, default: `./${OUTPUT}/src/admin/index.mjs` },
      require: { types: `./${OUTPUT}/src/admin/index.d.ts`, default: `./${OUTPUT}/src/admin/index.js` },
    },
  }
}

function conditions(entry: Entry): unknown {
  const compiled = compiledFile(entry)
  const required = { types: `${withoutExtension(compiled)}.d.ts`, default: compiled }
  if (!entry.isModuleToo) return required
  const module = `./${OUTPUT}/${moduleName(entry)}`
  return { import: { types: `${module}.d.mts`, default: `${module}.mjs` }, require: required }
}

function withoutExtension(file: string): string {
  return file.replace(/\.(tsx?|js)$/, "")
}

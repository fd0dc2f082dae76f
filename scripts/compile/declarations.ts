import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { rollup } from "rollup"
import {
  createProgram,
  formatDiagnosticsWithColorAndContext,
  getPreEmitDiagnostics,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
} from "typescript"
import { root } from "../../support/places"
import { AMBIENT_SOURCES, moduleName, OUTPUT, presentEntries } from "./entries"

/** What the dashboard's bundler imports, for `require` and for `import`; nobody else has a use for its parts. */
const ADMIN_DECLARATIONS = {
  "index.d.ts": "declare const plugin: Record<string, unknown>\nexport = plugin\n",
  "index.d.mts": "declare const plugin: Record<string, unknown>\nexport default plugin\n",
}

/** Writes the types of every entry beside its compiled sources. Throws when the compiler finds fault. */
export function writeDeclarations(): void {
  const configuration = parseJsonConfigFileContent(
    readConfigFile(path.join(root, "tsconfig.json"), (file) => sys.readFile(file)).config,
    sys,
    root,
  )
  const program = createProgram(
    [...presentEntries().map(({ source }) => source), ...AMBIENT_SOURCES].map((source) => path.join(root, source)),
    {
      ...configuration.options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: path.join(root, OUTPUT),
    },
  )
  const faults = [...getPreEmitDiagnostics(program)]
  // A store has `@medusajs/framework`; the package behind it is not promised to be reachable.
  const emitted = program.emit(undefined, (file, text) =>
    sys.writeFile(file, text.replaceAll('"@medusajs/types"', '"@medusajs/framework/types"')),
  )
  faults.push(...emitted.diagnostics)
  if (faults.length > 0) {
    const host = {
      getCanonicalFileName: (name: string) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => "\n",
    }
    throw new Error(`The types could not be written:\n${formatDiagnosticsWithColorAndContext(faults, host)}`)
  }
  keepAmbientTypesReachable()
  for (const [name, text] of Object.entries(ADMIN_DECLARATIONS))
    writeFileSync(path.join(root, OUTPUT, "src", "admin", name), text)
}

/**
 * Writes one bundled declaration for each entry that is an ES module: relative imports without extension are no good
 * there.
 */
export async function writeModuleDeclarations(): Promise<void> {
  const { dts } = await import("rollup-plugin-dts")
  const entries = presentEntries().filter(({ isModuleToo }) => isModuleToo)
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((entry) => [moduleName(entry), path.join(root, entry.source)])),
    external: (id) => !id.startsWith(".") && !path.isAbsolute(id),
    plugins: [dts({ tsconfig: path.join(root, "tsconfig.json") })],
  })
  await bundle.write({
    dir: path.join(root, OUTPUT),
    format: "es",
    entryFileNames: "[name].d.mts",
    chunkFileNames: "esm/shared/[name].d.mts",
  })
  await bundle.close()
}

/** A program that imports the module's entry also knows what Medusa's container holds. */
function keepAmbientTypesReachable(): void {
  const file = path.join(root, OUTPUT, "src", "modules", "almara", "index.d.ts")
  writeFileSync(file, `import "./container"\n${readFileSync(file, "utf8")}`)
}

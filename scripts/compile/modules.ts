import { build } from "esbuild"
import { root } from "../../support/places"
import { moduleName, OUTPUT, presentEntries } from "./entries"

/** Writes the entries that are ES modules as well: plain files for browsers, Deno and bundlers. */
export async function writeModules(): Promise<void> {
  const entries = presentEntries().filter(({ isModuleToo }) => isModuleToo)
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((entry) => [moduleName(entry), entry.source])),
    outdir: OUTPUT,
    outExtension: { ".js": ".mjs" },
    chunkNames: "esm/shared/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    jsx: "automatic",
    plugins: [
      {
        name: "dependencies-stay-outside",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
            kind === "entry-point" ? undefined : { path: name, external: true },
          ),
      },
    ],
    logLevel: "warning",
  })
}

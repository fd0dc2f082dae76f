import path from "node:path"
import { build } from "esbuild"

/** The script of the waiting page, made for browsers once when the storefront starts. */
export async function watchScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "browser", "watch.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2020",
  })
  return outputFiles[0]?.text ?? ""
}

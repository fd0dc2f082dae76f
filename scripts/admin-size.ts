import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { gzipSync } from "node:zlib"

/**
 * What a merchant's browser may have to load for the plugin's pages, gzipped, without the libraries that Medusa's admin
 * has anyway.
 */
const MOST_BYTES = 60_000

const folder = path.resolve(__dirname, "../.medusa/server/src/admin")
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".mjs"))
if (files.length === 0) throw new Error("There is no built admin: run `medusa plugin:build` first.")

const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(folder, file))).length, 0)
console.log(`Plugin admin: ${(bytes / 1000).toFixed(1)} kB gzipped, of ${MOST_BYTES / 1000} kB at the most.`)
if (bytes > MOST_BYTES) process.exit(1)

import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import path from "node:path"
import { root } from "../demo/places"

export interface Tarball {
  file: string
  /** Bytes as downloaded, bytes as unpacked. */
  size: number
  unpackedSize: number
  /** Paths inside the package. */
  files: string[]
}

interface PackAnswer {
  filename: string
  size: number
  unpackedSize: number
  files: { path: string }[]
}

/** Packs the built package into a folder, as `npm publish` would send it. */
export function packTarball(directory: string): Tarball {
  mkdirSync(directory, { recursive: true })
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", directory], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  const [packed] = Object.values(JSON.parse(answer) as Record<string, PackAnswer>)
  if (packed === undefined) throw new Error(`npm pack answered without a package: ${answer}`)
  return { file: path.join(directory, packed.filename), size: packed.size, unpackedSize: packed.unpackedSize, files: packed.files.map(({ path: name }) => name) }
}

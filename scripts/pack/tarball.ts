import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import path from "node:path"
import { ensureBuilt } from "../compile/built"
import { root } from "../../support/places"

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

/** Packs the package into a folder, as `npm publish` would send it; builds it first where its sources have changed. */
export function packTarball(directory: string): Tarball {
  ensureBuilt()
  mkdirSync(directory, { recursive: true })
  const answer = npmPack("--pack-destination", directory)
  return { ...answer, file: path.join(directory, answer.file) }
}

/** A tarball that was packed before, by whomever. */
export function existingTarball(file: string): Tarball {
  return { ...npmPack("--dry-run", path.resolve(file)), file: path.resolve(file) }
}

function npmPack(...args: string[]): Tarball {
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })
  const [packed] = Object.values(JSON.parse(answer) as Record<string, PackAnswer>)
  if (packed === undefined) throw new Error(`npm pack answered without a package: ${answer}`)
  return {
    file: packed.filename,
    size: packed.size,
    unpackedSize: packed.unpackedSize,
    files: packed.files.map(({ path: name }) => name),
  }
}

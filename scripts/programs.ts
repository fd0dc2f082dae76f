/** Started by `npm run test:redis` before its specs: says in one line what is missing. */
import { accessSync, constants } from "node:fs"
import path from "node:path"

/** Which of the programs stand in no folder of the PATH. */
export function missingPrograms(programs: readonly string[], searchPath = process.env.PATH ?? ""): string[] {
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== "")
  return programs.filter((program) => !folders.some((folder) => isExecutable(path.join(folder, program))))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

if (require.main === module) {
  const missing = missingPrograms(["redis-server", "redis-cli"])
  if (missing.length > 0) {
    console.error(
      `These specs need a real Redis, and ${missing.join(" and ")} cannot be found: install it (Debian: apt-get install redis-server).`,
    )
    process.exitCode = 1
  }
}

import { importersOf, readNames } from "./importers"
import { BESIDE, OTHERWISE, TABLE } from "./table"

/** A setup that more specs use than this is all of `npm test`, which takes too long to be chosen here. */
const MOST_IMPORTERS = 12

export interface Choice {
  /** Folders of unit specs, beside those which import what has changed. */
  unit: string[]
  /** Files of specs in `integration-tests`. */
  integration: string[]
  /** What was chosen and why, in lines; first of all which places have changed. */
  reasons: string[]
}

/** Which specs the change of these files, by their paths from the root, is tried with. */
export function choose(changed: readonly string[], names = readNames()): Choice {
  const specs = new Set<string>()
  const unit = new Set<string>()
  const reasons = new Set<string>()
  const take = (words: string, reason: string) => {
    for (const word of words.split(" ").filter(Boolean))
      (word.endsWith("/") ? unit : specs).add(word.endsWith("/") ? word : fileOf(word))
    reasons.add(`${reason}: ${words || "no integration spec"}`)
  }
  const takeImporters = (file: string) => {
    const using = importersOf(file, names).filter((name) => name.endsWith(".spec.ts"))
    if (!names.has(file)) reasons.add(`${file}: is gone`)
    else if (using.length > MOST_IMPORTERS)
      take(OTHERWISE, `${file} is used by ${using.length} specs, which npm test runs; here a few that say most`)
    else if (using.length > 0) take(using.map(nameOf).join(" "), file)
    else if (longest(BESIDE, file) === undefined)
      take(OTHERWISE, `${file} is imported by no spec, so a few that say most`)
  }
  for (const file of changed) {
    const beside = longest(BESIDE, file)
    if (beside !== undefined) reasons.add(`${beside}: not a spec of npm test; see ${BESIDE[beside]}`)
    const place = longest(TABLE, file)
    if (file.startsWith("integration-tests/")) takeImporters(file)
    // Such a spec is its own importer.
    else if (file.endsWith(".spec.ts")) reasons.add(`${file}: itself`)
    else if (place === undefined) take(OTHERWISE, `${file} is in no place that the table knows, so a few that say most`)
    else take(TABLE[place] ?? "", place)
  }
  return { unit: [...unit].sort(), integration: [...specs].sort(), reasons: [...reasons] }
}

/** The file of an integration spec, by its name in the table. */
export function fileOf(name: string): string {
  return `integration-tests/${name}.spec.ts`
}

function nameOf(file: string): string {
  return file.replace(/^integration-tests\//, "").replace(/\.spec\.ts$/, "")
}

function longest(places: Record<string, string>, file: string): string | undefined {
  return Object.keys(places)
    .filter((place) => file.startsWith(place))
    .sort((one, other) => other.length - one.length)[0]
}

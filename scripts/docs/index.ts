import { readFileSync, writeFileSync } from "node:fs"
import { withTables } from "./tables"

/** Writes the tables of the docs anew from the code: `npm run docs`. */
for (const file of ["README.md"]) {
  writeFileSync(file, withTables(readFileSync(file, "utf8")))
}

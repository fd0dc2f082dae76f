import { writeFileSync } from "node:fs"
import { llmsText } from "./llms"
import { docsPages } from "./pages"
import { withTables } from "./tables"

/** Writes what the docs take from the code anew: `npm run docs`. */
for (const { file, text } of docsPages()) {
  const written = withTables(text)
  if (written !== text) writeFileSync(file, written)
}
writeFileSync("llms.txt", llmsText())

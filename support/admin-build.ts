import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fingerprint } from "./fingerprint"
import type { Parts } from "./parts"
import { publicDirectory, root } from "./places"

/** Where `medusa start` looks for the dashboard. */
const builtAdmin = path.join(publicDirectory, "admin")
const markFile = path.join(publicDirectory, "admin.fingerprint")
const adminSources = ["package-lock.json", "medusa-config.ts", "src/admin", "src/core"]

/**
 * Medusa reads index.html once, when the store starts. So that the store need not wait for the build, this page stands
 * there until then, and from then on loads the real one, which lies in its place.
 */
const placeholder = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Medusa Admin</title>
  <p>The dashboard is being built; it will be here in a moment.</p>
  <script>
    async function load() {
      const page = await (await fetch("/app/index.html", { cache: "no-store" })).text()
      if (!page.includes('id="medusa"')) return setTimeout(load, 1000)
      document.open()
      document.write(page)
      document.close()
    }
    load()
  </script>
</html>
`

/** Whether the dashboard was built from the sources as they are. */
export function isAdminBuilt(): boolean {
  return (
    existsSync(path.join(builtAdmin, "index.html")) &&
    existsSync(markFile) &&
    readFileSync(markFile, "utf8") === adminMark()
  )
}

/** Builds the admin dashboard, and puts it in its place only when it is whole. The store may start meanwhile. */
export async function buildAdmin(parts: Parts, environment: NodeJS.ProcessEnv, logFile: string): Promise<void> {
  const mark = adminMark()
  rmSync(markFile, { force: true })
  mkdirSync(builtAdmin, { recursive: true })
  writeFileSync(path.join(builtAdmin, "index.html"), placeholder)

  const unfinished = path.join(publicDirectory, `admin-${process.pid}`)
  await parts.start(
    () =>
      parts.run({
        name: "The build of the admin dashboard",
        // The bundler makes much that is short-lived: a larger nursery saves it a tenth of the time.
        nodeOptions: ["--max-semi-space-size=64"],
        args: ["-r", "ts-node/register", path.join(__dirname, "build-admin.ts"), unfinished],
        directory: root,
        environment,
        logFile,
      }),
    () => rmSync(unfinished, { recursive: true, force: true }),
  )
  rmSync(builtAdmin, { recursive: true, force: true })
  renameSync(unfinished, builtAdmin)
  writeFileSync(markFile, mark)
}

function adminMark(): string {
  return fingerprint(root, adminSources)
}

import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

/** Made once, kept beside the demo's data, readable by their owner only. */
export interface DemoSecrets {
  adminPassword: string
  jwtSecret: string
  cookieSecret: string
  callbackSecret: string
}

/** The secrets of the last start, or new ones. */
export function keepSecrets(directory: string): DemoSecrets {
  const file = path.join(directory, "secrets.json")
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<DemoSecrets>) : {}
  const secrets: DemoSecrets = {
    adminPassword: kept.adminPassword ?? randomBytes(9).toString("hex"),
    jwtSecret: kept.jwtSecret ?? randomBytes(32).toString("hex"),
    cookieSecret: kept.cookieSecret ?? randomBytes(32).toString("hex"),
    callbackSecret: kept.callbackSecret ?? randomBytes(32).toString("hex"),
  }
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  return secrets
}

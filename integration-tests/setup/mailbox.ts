import { existsSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { MAILBOX } from "./store"

/** What the store's notification provider was handed. */
export interface Mail {
  to: string
  channel: string
  template: string
  content: { subject: string; text: string; html: string }
  data: Record<string, string>
}

/** A store with this environment sends its e-mails here. */
export function newMailbox(): { environment: Record<string, string>; mailsTo: (to: string) => Mail[] } {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-mailbox-")), "mails")
  return {
    environment: { NODE_OPTIONS: MAILBOX, ALMARA_SPEC_MAILBOX: file },
    mailsTo: (to) =>
      (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [])
        .map((line) => JSON.parse(line) as Mail)
        .filter((mail) => mail.to === to),
  }
}

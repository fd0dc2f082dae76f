import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { linesOf } from "./events"
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
    mailsTo: (to) => linesOf<Mail>(file).filter((mail) => mail.to === to),
  }
}

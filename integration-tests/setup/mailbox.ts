import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { linesOf } from "./events"
import { MAILBOX } from "./store"

/** What the store's notification provider was handed. */
export interface Mail {
  to: string
  channel: string
  template: string
  resource_id: string
  content: { subject: string; text: string; html: string }
  data: Record<string, string>
}

/** The mailbox of a store. */
export interface Mailbox {
  /** A store with this environment sends its e-mails here. */
  environment: Record<string, string>
  mails(): Mail[]
  mailsTo(to: string): Mail[]
  /** Whether the provider has an e-mail to `WAITED_FOR` and has not answered yet. */
  isWaiting(): boolean
  /** The store waits no twenty seconds for the provider from now on. */
  beImpatient(): void
  /** It answers that it does not take it. */
  refuse(): void
}

/** Makes a mailbox of its own. */
export function newMailbox(): Mailbox {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-mailbox-")), "mails")
  return {
    environment: { NODE_OPTIONS: MAILBOX, ALMARA_SPEC_MAILBOX: file },
    mails: () => linesOf<Mail>(file),
    isWaiting: () => existsSync(`${file}.waiting`),
    beImpatient: () => writeFileSync(`${file}.impatient`, ""),
    refuse: () => rmSync(`${file}.waiting`),
    mailsTo: (to) => linesOf<Mail>(file).filter((mail) => mail.to === to),
  }
}

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { linesOf, newEventFile, type Announced } from "./events"

/** An e-mail as the provider got it. */
export interface Mail {
  to: string
  channel: string
  template: string
  resource_id: string
  content: { subject: string; text: string; html: string }
  data: Record<string, any>
}

/** The mailbox of stores whose notification provider is that of the specs. */
export interface Mailbox {
  /** For the environment of the stores. */
  environment: Record<string, string>
  /** What was sent so far; with `fail` or `hang`, what was tried meanwhile. */
  mails(mode?: "fail" | "hang"): Mail[]
  /** What was sent to an address. */
  mailsTo(to: string): Mail[]
  /** What the plugin announced of payments and to the merchant. */
  events(): Announced[]
  /** The provider refuses from now on, or never answers; undefined: it sends. */
  behave(mode?: "fail" | "hang"): void
  /** Whether the provider has an e-mail to `WAITED_FOR` and has not answered yet. */
  isWaiting(): boolean
  /** The store waits no twenty seconds for the provider from now on. */
  beImpatient(): void
  /** The provider answers that it does not take what it waits with. */
  refuse(): void
}

/** Makes a mailbox of its own. */
export function makeMailbox(): Mailbox {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-mails-")), "mails")
  const announced = newEventFile()
  const mails: Mailbox["mails"] = (mode) => linesOf<Mail>(mode ? `${file}.${mode}` : file)
  return {
    environment: {
      ...announced.environment,
      ALMARA_SPEC_NOTIFICATIONS: file,
      NODE_OPTIONS: `${announced.environment.NODE_OPTIONS} --require ${path.join(__dirname, "notifications-preload.js")}`,
    },
    mails,
    mailsTo: (to) => mails().filter((mail) => mail.to === to),
    events: () => announced.events().filter(({ name }) => /^almara\.(payment|merchant)\./.test(name)),
    isWaiting: () => existsSync(`${file}.waiting`),
    beImpatient: () => writeFileSync(`${file}.impatient`, ""),
    refuse: () => rmSync(`${file}.waiting`),
    behave(mode) {
      if (mode) writeFileSync(`${file}.mode`, mode)
      else rmSync(`${file}.mode`, { force: true })
    },
  }
}

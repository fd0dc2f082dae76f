import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { linesOf, newEventFile, type Announced } from "./events"

/** An e-mail as the provider got it. */
export interface Mail {
  to: string
  template: string
  content: { subject: string; text: string; html: string }
  data: Record<string, any>
}

/** The mailbox of stores whose notification provider is that of the specs. */
export interface Mailbox {
  /** For the environment of the stores. */
  environment: Record<string, string>
  /** What was sent so far; with `fail` or `hang`, what was tried meanwhile. */
  mails(mode?: "fail" | "hang"): Mail[]
  /** What the plugin announced of payments and to the merchant. */
  events(): Announced[]
  /** The provider refuses from now on, or never answers; undefined: it sends. */
  behave(mode?: "fail" | "hang"): void
}

/** Makes a mailbox of its own. */
export function makeMailbox(): Mailbox {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-mails-")), "mails")
  const announced = newEventFile()
  return {
    environment: {
      ...announced.environment,
      ALMARA_SPEC_NOTIFICATIONS: file,
      NODE_OPTIONS: `${announced.environment.NODE_OPTIONS} --require ${path.join(__dirname, "notifications-preload.js")}`,
    },
    mails: (mode) => linesOf<Mail>(mode ? `${file}.${mode}` : file),
    events: () => announced.events().filter(({ name }) => /^almara\.(payment|merchant)\./.test(name)),
    behave(mode) {
      if (mode) writeFileSync(`${file}.mode`, mode)
      else rmSync(`${file}.mode`, { force: true })
    },
  }
}

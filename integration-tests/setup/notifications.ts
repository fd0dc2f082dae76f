import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

/** An e-mail as the provider got it. */
export interface Mail {
  to: string
  channel: string
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
  /** What was sent to an address. */
  mailsTo(to: string): Mail[]
  /** What the plugin announced of payments and to the merchant. */
  events(): { name: string; data: Record<string, any> }[]
  /** The provider refuses from now on, or never answers; undefined: it sends. */
  behave(mode?: "fail" | "hang"): void
}

/** Makes a mailbox of its own. */
export function makeMailbox(): Mailbox {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-mails-")), "mails")
  const mails: Mailbox["mails"] = (mode) => linesOf<Mail>(mode ? `${file}.${mode}` : file)
  return {
    environment: {
      ALMARA_SPEC_NOTIFICATIONS: file,
      NODE_OPTIONS: `--require ${path.join(__dirname, "notifications-preload.js")}`,
    },
    mails,
    mailsTo: (to) => mails().filter((mail) => mail.to === to),
    events: () => linesOf(`${file}.events`),
    behave(mode) {
      if (mode) writeFileSync(`${file}.mode`, mode)
      else rmSync(`${file}.mode`, { force: true })
    },
  }
}

function linesOf<Line>(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
}

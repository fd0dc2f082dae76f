import { readForm } from "./parse-form"
import { readJson } from "./parse-json"
import { AlmaraError } from "../errors"
import { plainLine } from "../text"

const longestBody = 1024 * 1024

function unreadable(why: string, contentType: string | undefined): AlmaraError {
  const declared = contentType ? ` It was declared as ${JSON.stringify(plainLine(contentType.slice(0, 60)))}.` : ""
  return new AlmaraError({
    kind: "unreadable",
    message: `Expected JSON or a form with named fields, but ${why}.${declared}`,
  })
}

/**
 * Reads the body of a callback or of a return: JSON, also with the trailing comma of the documented example (FACTS.md,
 * A), or a form (B). The text itself decides which; the content type is missing or wrong too often and only serves
 * the error message.
 * @throws AlmaraError `unreadable` for everything else: lists, single values, nothing, too deep, too much.
 *
 * @example
 * const body = parseBody(await request.text(), request.headers.get("content-type") ?? undefined)
 */
export function parseBody(text: string, contentType?: string): Record<string, unknown> {
  // A byte order mark is a blank as well.
  const body = text.trim()
  if (body.length === 0) {
    throw unreadable("the body is empty", contentType)
  }
  if (body.length > longestBody) {
    throw unreadable("the body is too long", contentType)
  }

  // As the only name of a form, an equals sign stands behind it.
  const json = readJson(body.replace(/=$/, ""))
  if (json.kind === "object") {
    return json.value
  }
  if (json.kind === "list" || json.kind === "refused") {
    throw unreadable(json.kind === "list" ? "the body is a list" : json.why, contentType)
  }
  // What begins like JSON is nothing else.
  const form = /^[{[]/.test(body) ? undefined : readForm(body)
  if (form === undefined) {
    throw unreadable("the body is neither", contentType)
  }
  return form
}

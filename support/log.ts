import { existsSync, readFileSync } from "node:fs"

const colours = /\u001b\[[0-9;]*m/g
/** Stack frames and lists of files: of no help to somebody who only wants to know what went wrong. */
const noise = /^\s+(at |'\/)|^- \/|^[\s{}[\],]*$/
const mostCharacters = 200

/** The end of a log, for a person to read. Medusa's JSON lines are reduced to their message. */
export function lastLines(file: string, count = 15): string {
  const written = existsSync(file) ? readFileSync(file, "utf8").replace(colours, "") : ""
  const lines = written.split("\n").filter((line) => !noise.test(line))
  if (lines.length === 0) return "  (nothing was written)"
  return lines
    .slice(-count)
    .map((line) => `  ${readable(line).slice(0, mostCharacters)}`)
    .join("\n")
}

function readable(line: string): string {
  if (!line.startsWith("{")) return line
  try {
    const { level, message, method, path, status } = JSON.parse(line) as Record<string, unknown>
    return `${String(level)}: ${message === undefined ? `${String(method)} ${String(path)} ${String(status)}` : String(message)}`
  } catch (error) {
    if (error instanceof SyntaxError) return line
    throw error
  }
}

import { readArguments, UsageError } from "../../simulator/cli-arguments"
import { placeOf, type Block } from "./blocks"
import { filesUnder, readRepositoryFile } from "./pages"
import { typeProblems } from "./typescript-blocks"

/** Languages whose blocks are shown and not run. */
const SHOWN = ["text", "mermaid", "http", "diff", "sql"]
const TYPED = ["ts", "tsx"]
const SHELL = ["sh", "bash"]

const packageJson = JSON.parse(readRepositoryFile("package.json")) as {
  scripts: Record<string, string>
  bin: Record<string, string>
  name: string
}
const MEDUSA_COMMANDS = [
  "db:migrate",
  "db:setup",
  "develop",
  "start",
  "build",
  "user",
  "exec",
  "plugin:add",
  "plugin:build",
]

/** Everything that is wrong with blocks of the docs, one sentence each. */
export function blockProblems(blocks: readonly Block[]): string[] {
  return [...blocks.flatMap(ownProblems), ...typeProblems(blocks.filter(({ language }) => TYPED.includes(language)))]
}

function ownProblems(block: Block): string[] {
  const { language } = block
  if (SHELL.includes(language)) return shellProblems(block)
  if (language === "json") return jsonProblems(block)
  if (language === "js")
    return isExample(block) ? [] : [`${placeOf(block)}: is not the text of a file in examples/, which a spec runs.`]
  if (TYPED.includes(language) || SHOWN.includes(language)) return []
  return [
    `${placeOf(block)}: ${language === "" ? "the block names no language" : `${language} is not a language that is checked`}.`,
  ]
}

function isExample({ code }: Block): boolean {
  return filesUnder("examples").some((file) => file.endsWith(".mjs") && readRepositoryFile(file).trimEnd() === code)
}

function jsonProblems(block: Block): string[] {
  try {
    JSON.parse(block.code)
    return []
  } catch (error) {
    return [`${placeOf(block)}: is not JSON: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function shellProblems(block: Block): string[] {
  const commands = block.code
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => line.split(/&&|\|\||;|\|/))
    .map((command) => command.trim())
  return commands
    .filter(Boolean)
    .flatMap((command) => commandProblems(command))
    .map((problem) => `${placeOf(block)}: ${problem}`)
}

function commandProblems(command: string): string[] {
  const script = /\bnpm (?:run )([\w:-]+)/.exec(command)?.[1]
  const medusa = /\bnpx medusa ([\w:]+)/.exec(command)?.[1]
  const simulator =
    /\balmara-simulator(?:\s+(.*))?$/.exec(command) ?? /\bnpm run simulator(?: --\s+(.*))?$/.exec(command)
  return [
    ...(script && !(script in packageJson.scripts) ? [`there is no npm run ${script}`] : []),
    ...(medusa && !MEDUSA_COMMANDS.includes(medusa) ? [`there is no medusa ${medusa}`] : []),
    ...(simulator ? argumentProblems(simulator[1] ?? "") : []),
  ]
}

/** What the simulator itself says to a command line. */
function argumentProblems(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  )
  try {
    readArguments(words)
    return []
  } catch (error) {
    if (error instanceof UsageError) return [`almara-simulator ${line}: ${error.message}`]
    throw error
  }
}

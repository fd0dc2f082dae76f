import path from "node:path"
import ts from "typescript"
import { placeOf, type Block } from "./blocks"

const ROOT = path.resolve(__dirname, "../..")

/** Where the package's public names lead in this repository. */
const PUBLIC_PATHS = {
  "medusa-payment-almara/core": ["src/core/index.ts"],
  "medusa-payment-almara/config": ["src/config.ts"],
  "medusa-payment-almara/workflows": ["src/workflows/index.ts"],
  "medusa-payment-almara/simulator": ["simulator/server.ts"],
  "medusa-payment-almara/storefront": ["src/storefront/index.ts"],
  "medusa-payment-almara/storefront/react": ["src/storefront/react.ts"],
  "medusa-payment-almara/providers/*": ["src/providers/*"],
  "medusa-payment-almara/modules/*": ["src/modules/*"],
}

/** What a block may take as given. A text, because a file would give it to the whole repository as well. */
const GIVEN = `
import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes, IPaymentModuleService, IWorkflowEngineService, MedusaContainer } from "@medusajs/framework/types"
import type { Modules as MedusaModules } from "@medusajs/framework/utils"
declare global {
  /** Medusa's container, and what a reproduction takes from it. */
  const container: MedusaContainer
  const Modules: typeof MedusaModules
  const workflows: IWorkflowEngineService
  const payments: IPaymentModuleService
  const session_id: string
  const order_id: string
  const id: string
  /** A storefront's client of its store. */
  const sdk: Medusa
  /** The cart that is about to be paid. */
  const cart: HttpTypes.StoreCart
}
`
const GIVEN_FILE = path.join(ROOT, "scripts/docs/given.d.ts")

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  noEmit: true,
  // The public names lead to files with their ending.
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  resolveJsonModule: true,
  types: ["node", "jest"],
  baseUrl: ROOT,
  paths: PUBLIC_PATHS,
}

// Parsing Medusa's types takes most of the time; they are the same for every check.
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Something wrong in a module. */
export interface TypeMistake {
  file: string
  line: number
  sentence: string
}

/** Checks the types of blocks, each as a module beside its page; returns one sentence for each mistake. */
export function typeProblems(blocks: readonly Block[]): string[] {
  const byFile = new Map(blocks.map((block, index) => [fileOf(block, index), block]))
  const sources = new Map([...byFile].map(([file, { code }]) => [file, `${code}\nexport {}\n`]))
  return typeMistakes(sources).map(({ file, line, sentence }) => {
    const block = byFile.get(file)
    return `${block ? placeOf(block) : file} (line ${line} of the block): ${sentence}`
  })
}

/** Checks modules that there are as texts only, by the paths that they would have, in folders that exist. */
export function typeMistakes(sources: ReadonlyMap<string, string>): TypeMistake[] {
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists, readFile } = host
  const codeOf = (file: string) => (file === GIVEN_FILE ? GIVEN : sources.get(file))
  host.fileExists = (file) => codeOf(file) !== undefined || fileExists(file)
  host.readFile = (file) => codeOf(file) ?? readFile(file)
  host.getSourceFile = (file, version, ...rest) => {
    const code = codeOf(file)
    if (code !== undefined) return ts.createSourceFile(file, code, version)
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, version, ...rest))
    return parsed.get(file)
  }
  const program = ts.createProgram([...sources.keys(), GIVEN_FILE], OPTIONS, host)
  return [...sources.keys()].flatMap((name) => {
    const source = program.getSourceFile(name)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ file, start, messageText }) => ({
      file: name,
      line: file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0,
      sentence: ts.flattenDiagnosticMessageText(messageText, " "),
    }))
  })
}

function fileOf(block: Block, index: number): string {
  return path.join(ROOT, path.dirname(block.file), `block-${index}.${block.language}`)
}

import path from "node:path"
import ts from "typescript"
import { readRepositoryFile } from "./pages"
import { typeMistakes } from "./typescript-blocks"

const ROOT = path.resolve(__dirname, "../..")
const CORE = path.join(ROOT, "src/core/index.ts")

/** What an example may take as given. */
const GIVEN = `declare const options: AlmaraOptions, client: AlmaraClient, secrets: string[], request: Request`

interface Name {
  name: string
  isValue: boolean
  text: string
  example: string
}

/** The names that `medusa-payment-almara/core` exports, with what is written above each. */
function namesOfCore(): Name[] {
  const program = ts.createProgram([CORE], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(CORE)
  const core = source && checker.getSymbolAtLocation(source)
  return (core ? checker.getExportsOfModule(core) : []).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const example = symbol.getJsDocTags(checker).find(({ name }) => name === "example")
    return {
      name: exported.name,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      example: ts.displayPartsToString(example?.text),
    }
  })
}

const names = namesOfCore()

/** An example as a module: every name is imported, and what it declares may be called like what is given. */
function moduleOf(example: string): string {
  const imports = `import { ${names.map(({ name }) => name).join(", ")} } from "medusa-payment-almara/core"`
  return `${imports}; ${GIVEN}; export async function example() {\n${example}\n}`
}

const mistakesIn = (examples: Record<string, string>) =>
  typeMistakes(
    new Map(Object.entries(examples).map(([name, example]) => [path.join(ROOT, `docs/${name}.ts`), moduleOf(example)])),
  ).map(({ file, line, sentence }) => `${path.basename(file, ".ts")}, line ${line - 1} of its example: ${sentence}`)

it("core exports its names one by one, and no more than these", () => {
  expect(readRepositoryFile("src/core/index.ts")).not.toContain("*")
  expect(names.flatMap(({ name, isValue }) => (isValue ? name : [])).sort()).toEqual([
    "AlmaraError",
    "buildNewOrder",
    "checkoutLines",
    "classifyOutcome",
    "createAlmaraClient",
    "describeOptions",
    "endpointPaths",
    "formatMoney",
    "isAlmaraError",
    "isSameMoney",
    "meaningOfResultCode",
    "money",
    "newReference",
    "parseAlmaraOptions",
    "parseBody",
    "readCallback",
    "redact",
    "reportFromCallback",
    "roundToMinor",
    "signedUrl",
    "signedUrls",
    "verifyAddress",
  ])
})

it("each says what it is, and each value has an example", () => {
  expect(names.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([])
  expect(names.filter(({ isValue, example }) => isValue && example === "").map(({ name }) => name)).toEqual([])
})

it("every example is right, and a mistake in one is found", () => {
  const examples = names.filter(({ example }) => example !== "").map(({ name, example }) => [name, example] as const)
  expect(mistakesIn(Object.fromEntries(examples))).toEqual([])
  expect(mistakesIn({ planted: 'money("1", "KES")\nmoney("1")' })).toEqual([
    expect.stringMatching(/^planted, line 2 of its example: Expected 2 arguments/),
  ])
}, 240_000)

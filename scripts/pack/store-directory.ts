import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { medusaScript } from "./store-process"
import { configurationFromReadme } from "./readme"

/** The packages that Medusa's own starter names, at one version. */
const MEDUSA_PACKAGES = ["admin-sdk", "cli", "framework", "medusa"]
/** What the starter compiles itself with. */
const BUILD_TOOLS = { "@swc/core": "^1.7.28", "@types/node": "^20.12.11", "ts-node": "^10.9.2", typescript: "^5.6.2" }

const TSCONFIG = {
  compilerOptions: {
    target: "ES2021",
    module: "Node16",
    moduleResolution: "Node16",
    esModuleInterop: true,
    skipLibCheck: true,
    strictNullChecks: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: "./.medusa/server",
    rootDir: "./",
  },
  "ts-node": { swc: true },
  include: ["**/*"],
  exclude: ["node_modules", ".medusa"],
}

/** Makes a store outside the repository with nothing but Medusa's public packages; one that is there already is kept. */
export function installMedusa(directory: string, version: string): void {
  const manifest = JSON.stringify(
    {
      name: "store-of-somebody-else",
      version: "1.0.0",
      private: true,
      dependencies: Object.fromEntries(MEDUSA_PACKAGES.map((name) => [`@medusajs/${name}`, version])),
      devDependencies: BUILD_TOOLS,
    },
    null,
    2
  )
  const mark = path.join(directory, "installed")
  if (existsSync(mark) && readFileSync(mark, "utf8") === manifest) {
    writeFileSync(path.join(directory, "package.json"), manifest)
    return
  }
  mkdirSync(directory, { recursive: true })
  writeFileSync(path.join(directory, "package.json"), manifest)
  writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify(TSCONFIG, null, 2))
  npmInstall(directory, process.env.TRIAL ? ["--legacy-peer-deps"] : [])
  writeFileSync(mark, manifest)
}

/** Installs the tarball as a reader of the README does, and writes the configuration that stands there. */
export function installTarball(directory: string, tarball: string): void {
  // npm takes a file of the same name for the same package.
  const digest = createHash("sha256").update(readFileSync(tarball)).digest("hex").slice(0, 12)
  const copy = path.join(directory, `medusa-payment-almara-${digest}.tgz`)
  // The digest stands in the store's package.json, and so does what the build was made of.
  cpSync(tarball, copy)
  npmInstall(directory, [copy, ...(process.env.TRIAL ? ["--legacy-peer-deps"] : [])])
  mkdirSync(path.join(directory, "src"), { recursive: true })
  writeFileSync(path.join(directory, "medusa-config.ts"), configurationFromReadme().replace("storefrontUrl:", process.env.TRIAL ? `placement: "${process.env.TRIAL}", storefrontUrl:` : "storefrontUrl:"))
}

/** Builds the store with its admin, as it is built for production; a build of the same package is kept. Answers its folder. */
export function buildStore(directory: string, environment: NodeJS.ProcessEnv): string {
  const server = path.join(directory, ".medusa", "server")
  const mark = path.join(directory, "built")
  const wanted = ["package.json", "medusa-config.ts"].map((name) => readFileSync(path.join(directory, name), "utf8")).join("\n")
  if (existsSync(server) && existsSync(mark) && readFileSync(mark, "utf8") === wanted) return server
  rmSync(path.join(directory, ".medusa"), { recursive: true, force: true })
  run(process.execPath, [medusaScript(directory), "build"], directory, environment)
  writeFileSync(mark, wanted)
  return server
}

function npmInstall(directory: string, packages: string[]): void {
  run("npm", ["install", "--no-audit", "--no-fund", ...packages], directory, process.env)
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): void {
  try {
    execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1e8 })
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string }
    throw new Error(`${path.basename(command)} ${args.join(" ")} failed:\n${`${stdout}${stderr}`.slice(-4000)}`, { cause: error })
  }
}

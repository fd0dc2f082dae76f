import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { run, type Install } from "./package-manager"
import { instrumentationFromDocs } from "./readme"
import { medusaScript } from "./store-process"

/** The packages that Medusa's own starter names, at one version. */
const MEDUSA_PACKAGES = ["admin-sdk", "cli", "framework", "medusa"]
const ADMIN_SDK = "@medusajs/admin-sdk"
/** What the starter compiles itself with. */
const BUILD_TOOLS = {
  "@swc/core": "^1.7.28",
  "@types/node": "^20.12.11",
  "@types/react": "^18.3.2",
  "ts-node": "^10.9.2",
  typescript: "^5.6.2",
}

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
  exclude: ["node_modules", ".medusa", "checks"],
}

/**
 * Makes a store outside the repository with nothing but Medusa's public packages, afresh; one that is there already
 * stays when it may be kept.
 */
export async function installMedusa(
  directory: string,
  version: string,
  { install, keep, adminSdk }: { install: Install; keep: boolean; adminSdk?: string | undefined },
): Promise<void> {
  const manifest = JSON.stringify(
    {
      name: "store-of-somebody-else",
      version: "1.0.0",
      private: true,
      dependencies: {
        ...Object.fromEntries(MEDUSA_PACKAGES.map((name) => [`@medusajs/${name}`, version])),
        ...(adminSdk && { [ADMIN_SDK]: adminSdk }),
      },
      devDependencies: BUILD_TOOLS,
      // Medusa's other packages ask for exactly their own version of it.
      ...(adminSdk && { overrides: { [ADMIN_SDK]: adminSdk } }),
    },
    null,
    2,
  )
  const mark = path.join(directory, "installed")
  if (keep && existsSync(mark) && readFileSync(mark, "utf8") === manifest) return
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(path.join(directory, "src"), { recursive: true })
  writeFileSync(path.join(directory, "package.json"), manifest)
  writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify(TSCONFIG, null, 2))
  writeFileSync(path.join(directory, "instrumentation.ts"), instrumentationFromDocs())
  await install(directory)
  writeFileSync(mark, manifest)
}

/**
 * Copies the tarball into a project, under a name that tells its content: package managers take a file of the same name
 * for the same package.
 */
export function bringTarball(directory: string, tarball: string): string {
  const digest = createHash("sha256").update(readFileSync(tarball)).digest("hex").slice(0, 12)
  const copy = path.join(directory, `medusa-payment-almara-${digest}.tgz`)
  cpSync(tarball, copy)
  return copy
}

/** Builds the store with its admin, as it is built for production. Returns its folder. */
export async function buildStore(directory: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const server = path.join(directory, ".medusa", "server")
  rmSync(path.join(directory, ".medusa"), { recursive: true, force: true })
  await run(process.execPath, [medusaScript(directory), "build"], directory, environment)
  return server
}

/**
 * Started as a process of its own by `buildAdmin`: what `medusa build` does for the dashboard, without compiling the
 * backend, generating types and linting first. The argument is the folder to build into.
 */
import { build } from "@medusajs/admin-bundler"
import type { ConfigModule } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, getResolvedPlugins } from "@medusajs/framework/utils"
import { initializeContainer } from "@medusajs/medusa/loaders/index"

async function buildInto(directory: string, outDir: string): Promise<void> {
  const container = await initializeContainer(directory, { skipDbConnection: true })
  const config = container.resolve<ConfigModule>(ContainerRegistrationKeys.CONFIG_MODULE)
  const admins = (await getResolvedPlugins(directory, config, true)).flatMap(({ admin }) => (admin ? [admin] : []))
  await build({
    ...config.admin,
    // The same build serves on any port, so it asks the address that it came from.
    backendUrl: "/",
    sources: admins.filter(({ type }) => type === "local").map(({ resolve }) => resolve),
    plugins: admins.filter(({ type }) => type === "package").map(({ resolve }) => resolve),
    outDir,
  })
}

buildInto(process.cwd(), process.argv[2] ?? "").then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)

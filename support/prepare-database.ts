/**
 * Started as a process of its own by `prepareDatabase`: migrates, then makes sure of the admin user.
 * It runs what `medusa db:migrate` and `medusa user` run, without booting Medusa anew for each of them.
 */
import { MedusaAppLoader } from "@medusajs/framework"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import type { IAuthModuleService, IUserModuleService, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { migrate } from "@medusajs/medusa/commands/db/migrate"
import { runMigrationScripts } from "@medusajs/medusa/commands/db/run-scripts"
import { initializeContainer } from "@medusajs/medusa/loaders/index"

const authProvider = "emailpass"

async function prepare(directory: string, email: string, password: string): Promise<void> {
  const container = await initializeContainer(directory)
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const migrated = await migrate({
    directory,
    container,
    logger,
    skipLinks: false,
    executeSafeLinks: true,
    executeAllLinks: false,
    skipSearch: false,
    executeSafeSearch: true,
    executeAllSearch: false,
    // They are run below, in this process.
    skipScripts: true,
  })
  if (!migrated) {
    throw new Error("The database could not be migrated.")
  }
  await runMigrationScripts({ directory, container, logger })
  // The scripts ended with a shutdown of their modules: what is loaded from here on must be new.
  MedusaModule.clearInstances()
  await new MedusaAppLoader({ container }).load()
  await ensureAdminUser(container, email, password)
}

async function ensureAdminUser(container: MedusaContainer, email: string, password: string): Promise<void> {
  const users: IUserModuleService = container.resolve(Modules.USER)
  const auth: IAuthModuleService = container.resolve(Modules.AUTH)
  const [user = await users.createUsers({ email })] = await users.listUsers({ email })
  const [identity] = await auth.listAuthIdentities({
    provider_identities: { entity_id: email, provider: authProvider },
  })
  if (identity !== undefined) {
    const { error } = await auth.updateProvider(authProvider, { entity_id: email, password })
    if (error) throw new Error(error)
    return
  }
  const { authIdentity, error } = await auth.register(authProvider, { body: { email, password } })
  if (authIdentity === undefined) throw new Error(error ?? "The admin user could not be registered.")
  await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } })
}

process.env.MEDUSA_WORKER_MODE = "server"
prepare(process.cwd(), process.env.DEMO_ADMIN_EMAIL ?? "", process.env.DEMO_ADMIN_PASSWORD ?? "").then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)

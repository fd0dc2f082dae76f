import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import path from "node:path"
import { judgeMedusa } from "../../src/modules/almara/setup/medusa-version"
import { freePort } from "../../support/postgres"
import { createDatabase } from "./database"
import { storeEnvironment } from "./environment"
import { installAgainstPeers } from "./package-manager"
import { configurationByHand, configurationFromReadme } from "./readme"
import { projectOf, type Row } from "./rows"
import type { Runtime } from "./runtimes"
import { bringTarball, installMedusa } from "./store-directory"
import { medusaScript, runToAnyEnd } from "./store-process"
import type { Steps } from "./steps"
import type { Run } from "./store-row"

/**
 * Installs the tarball into a store that is too old for it, against the peers that it names, and looks whether the boot
 * stops with the sentence that says what to do.
 */
export async function seeRefusal(row: Row, runtime: Runtime, run: Run, { step }: Steps): Promise<void> {
  const { medusa: version = "", placement = "order_first" } = row
  const directory = path.join(run.home, projectOf(row))
  await step("install", async () => {
    await installMedusa(directory, version, { install: installAgainstPeers, keep: run.keep })
    await installAgainstPeers(directory, [bringTarball(directory, run.tarball)])
  })
  const fit = judgeMedusa({ version, placement, knowsWaitingOrders: false })
  if (fit.kind !== "refused") throw new Error(`Medusa ${version} is not refused with ${placement}.`)
  const database = await createDatabase(run.postgresUrl, `almara_pack_${randomBytes(4).toString("hex")}`)
  try {
    const environment = storeEnvironment({
      databaseUrl: database.url,
      storePort: await freePort(),
      gatewayPort: await freePort(),
    })
    const seeItStop = async (name: string, configuration: string): Promise<void> => {
      writeFileSync(path.join(directory, "medusa-config.ts"), configuration)
      const logFile = path.join(run.home, "logs", `${row.name}-${name}.log`)
      const { code, output } = await runToAnyEnd(runtime, [medusaScript(directory), "start"], {
        directory,
        environment,
        logFile,
      })
      if (code === 0 || !plain(output).includes(fit.sentence))
        throw new Error(`The store ended with ${code}, and did not say "${fit.sentence}":\n${output.slice(-3000)}`)
    }
    await step("defineAlmara refuses", () => seeItStop("helper", configurationFromReadme(placement)))
    await step("the module refuses", () => seeItStop("by-hand", configurationByHand(placement)))
  } finally {
    await database.remove()
  }
}

/** As a person reads it: in production Medusa logs JSON. */
function plain(output: string): string {
  return output.replaceAll('\\"', '"')
}

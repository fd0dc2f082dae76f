import { tmpdir } from "node:os"
import path from "node:path"
import { buildAdmin, isAdminBuilt } from "../../support/admin-build"
import { Parts } from "../../support/parts"
import { storeEnvironment } from "../setup/store"

/** Builds the admin unless it was built from the very sources that are there. */
export async function makeSureOfAdmin(): Promise<void> {
  if (isAdminBuilt()) return
  const environment = storeEnvironment({
    url: "http://127.0.0.1:9000",
    almaraUrl: "http://127.0.0.1:1",
    database: "none",
  })
  await buildAdmin(
    new Parts(),
    { ...process.env, ...environment },
    path.join(tmpdir(), `almara-admin-build-${process.pid}.log`),
  )
}

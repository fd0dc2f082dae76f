import { makeSureOfAdmin } from "../browser/build"
import startPostgresForSpecs from "./start-postgres"
import stopPostgresForSpecs from "./stop-postgres"

/** Postgres for the browser's specs, and the admin, built before two workers could both build it. */
export default async function startPostgresAndBuildAdmin(): Promise<void> {
  await startPostgresForSpecs()
  try {
    await makeSureOfAdmin()
  } catch (error) {
    // Without this the teardown is not reached, and Postgres stays.
    await stopPostgresForSpecs()
    throw error
  }
}

/** Stops the embedded Postgres; one that was given is left as it is. */
export default async function stopPostgresForSpecs(): Promise<void> {
  await globalThis.almaraPostgres?.stop()
}

import { tmpdir } from "node:os"
import path from "node:path"
import { prepareDatabase } from "../../support/database"
import { ADMIN, copyOfTemplate } from "./database"
import { callJson, startStore, storeEnvironment, type RunningStore, type StoreSettings } from "./store"

const ROLES_ON = { MEDUSA_FF_RBAC: "true" }

/** Somebody who may sign in beside the admin. */
export interface Colleague {
  email: string
  password: string
  /** Calls the store as this person. */
  call(path: string, init?: { method?: string; body?: unknown }): Promise<{ status: number; body: any }>
}

/**
 * Boots a store with Medusa's RBAC switched on, on a database that was migrated with it; its admin may do everything.
 */
export async function startStoreWithRoles(settings: StoreSettings): Promise<RunningStore> {
  const database = await copyOfTemplate()
  const place = storeEnvironment({ url: "http://127.0.0.1:9000", almaraUrl: settings.almaraUrl, database })
  await prepareDatabase({
    url: place.DATABASE_URL ?? "",
    admin: ADMIN,
    environment: { ...process.env, ...place, ...ROLES_ON },
    logFile: path.join(tmpdir(), `almara-roles-${process.pid}.log`),
    owned: false,
  })
  return startStore({ ...settings, database, environment: { ...settings.environment, ...ROLES_ON } })
}

/** Invites somebody, gives them a role with these policies ("payment:read"), and signs them in. */
export async function inviteColleague(store: RunningStore, name: string, policies: string[]): Promise<Colleague> {
  const email = `${name}@example.com`
  const password = "only-for-these-specs"
  const roles = policies.length > 0 ? [await createRole(store, name, policies)] : []
  const { invite } = await expectOk(store.admin("/admin/invites", { method: "POST", body: { email, roles } }))
  const registered = await expectOk(
    callJson(`${store.url}/auth/user/emailpass/register`, { method: "POST", body: { email, password } }),
  )
  const accept = {
    method: "POST",
    body: { email, first_name: name },
    headers: { authorization: `Bearer ${registered.token}` },
  }
  await expectOk(callJson(`${store.url}/admin/invites/accept?token=${invite.token}`, accept))
  const { token } = await expectOk(
    callJson(`${store.url}/auth/user/emailpass`, { method: "POST", body: { email, password } }),
  )
  return {
    email,
    password,
    call: (route, init) => callJson(`${store.url}${route}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
  }
}

async function createRole(store: RunningStore, name: string, policies: string[]): Promise<string> {
  const { rows } = await store.database.query("select id from rbac_policy where key = any($1) and deleted_at is null", [
    policies,
  ])
  if (rows.length !== policies.length)
    throw new Error(`Not every one of the policies ${policies.join(", ")} is known to Medusa.`)
  const { role } = await expectOk(
    store.admin("/admin/rbac/roles", { method: "POST", body: { name, policy_ids: rows.map((row) => row.id) } }),
  )
  return role.id
}

async function expectOk(call: Promise<{ status: number; body: any }>): Promise<any> {
  const { status, body } = await call
  if (status !== 200) throw new Error(`The store answered ${status}: ${JSON.stringify(body)}`)
  return body
}

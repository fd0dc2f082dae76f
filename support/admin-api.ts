import Medusa from "@medusajs/js-sdk"

/** Signs in to the admin API; returns the token. */
export async function signIn(storeUrl: string, email: string, password: string): Promise<string> {
  const store = new Medusa({ baseUrl: storeUrl, auth: { type: "jwt", jwtTokenStorageMethod: "memory" } })
  const token = await store.auth.login("user", "emailpass", { email, password })
  if (typeof token !== "string") throw new Error("The store wants more than e-mail and password to sign in.")
  return token
}

/** A client of the admin API. */
export function adminApi(storeUrl: string, adminToken: string): Medusa {
  return new Medusa({ baseUrl: storeUrl, globalHeaders: { authorization: `Bearer ${adminToken}` } })
}

import { hasPermission } from "@medusajs/framework"
import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { PolicyOperation } from "@medusajs/framework/utils"

/** What the plugin's pages show is about payments: Medusa's own policies for them count here. */
export const RESOURCE = "payment"

/**
 * Returns whether who asks may act on payments as well as see them; without Medusa's RBAC everybody who is signed in
 * may.
 */
export async function mayChange(req: AuthenticatedMedusaRequest): Promise<boolean> {
  const roles = req.auth_context.app_metadata?.roles
  return hasPermission({
    roles: Array.isArray(roles) ? roles.map(String) : [],
    actions: { resource: RESOURCE, operation: PolicyOperation.update },
    container: req.scope,
  })
}

import { createHmac, randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import path from "node:path"
import { defineConfig, loadEnv } from "@medusajs/framework/utils"
import { defineAlmara } from "./src/config"
import type { AlmaraOptionsInput } from "./src/core/options/options"

loadEnv(process.env.NODE_ENV || "development", process.cwd())

const environment = process.env
const isStarting = process.argv.includes("start")
const storefrontUrl = environment.STOREFRONT_URL ?? "http://localhost:8000"
const backendUrl = environment.MEDUSA_BACKEND_URL ?? `http://localhost:${environment.PORT ?? 9000}`

const almara = defineAlmara({
  baseUrl: environment.ALMARA_BASE_URL,
  clientId: environment.ALMARA_CLIENT_ID,
  clientSecret: environment.ALMARA_CLIENT_SECRET,
  scope: environment.ALMARA_SCOPE,
  routeId: environment.ALMARA_ROUTE_ID,
  channelType: environment.ALMARA_CHANNEL_TYPE,
  accountNo: environment.ALMARA_ACCOUNT_NO,
  callbackSecret: environment.ALMARA_CALLBACK_SECRET,
  placement: environment.ALMARA_PLACEMENT,
  verification: environment.ALMARA_VERIFICATION,
  dueInMinutes: environment.ALMARA_DUE_IN_MINUTES,
  graceInMinutes: environment.ALMARA_GRACE_IN_MINUTES,
  refunds: environment.ALMARA_REFUNDS,
  reminders: environment.ALMARA_REMINDERS,
  notifyEmail: environment.ALMARA_NOTIFY_EMAIL,
  language: environment.ALMARA_LANGUAGE,
  unsignedCallbacks: environment.ALMARA_UNSIGNED_CALLBACKS,
  requestsPerSecond: environment.ALMARA_REQUESTS_PER_SECOND,
  allowInsecureHttp: environment.ALMARA_ALLOW_INSECURE_HTTP,
  returnWaitInMilliseconds: environment.ALMARA_RETURN_WAIT_IN_MILLISECONDS,
  backendUrl,
  storefrontUrl,
} as AlmaraOptionsInput)

/** Session secrets that every process of the store derives alike, where none are set. */
function derivedSecret(purpose: string): string {
  const key = environment.ALMARA_CALLBACK_SECRET || randomBytes(32)
  return createHmac("sha256", key).update(`medusa-${purpose}`).digest("hex")
}

/** Medusa's own modules for more than one process. */
const redisUrl = environment.REDIS_URL
const redisModules = [
  { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
  { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
  {
    resolve: "@medusajs/medusa/locking",
    options: {
      providers: [
        { resolve: "@medusajs/medusa/locking-redis", id: "locking-redis", is_default: true, options: { redisUrl } },
      ],
    },
  },
  {
    resolve: "@medusajs/medusa/caching",
    options: {
      providers: [
        { resolve: "@medusajs/medusa/caching-redis", id: "caching-redis", is_default: true, options: { redisUrl } },
      ],
    },
  },
]

/** For more than one process without Redis: each has locks of its own otherwise. */
const sharedLocks = {
  resolve: "@medusajs/medusa/locking",
  options: { providers: [{ resolve: "@medusajs/medusa/locking-postgres", id: "locking-postgres", is_default: true }] },
}

/**
 * A runnable store around this source, and the living example of a configuration. In a store of your own the plugin is
 * named in `plugins` and brings its module along; here its source is the store's own, so the module is named instead.
 */
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: environment.DATABASE_URL,
    redisUrl,
    // In production Medusa marks its session cookie as secure, and a browser then never gets it over plain http.
    cookieOptions: backendUrl.startsWith("http:") ? { secure: false, sameSite: "lax" } : undefined,
    http: {
      storeCors: environment.STORE_CORS ?? storefrontUrl,
      adminCors: environment.ADMIN_CORS ?? backendUrl,
      authCors: environment.AUTH_CORS ?? `${storefrontUrl},${backendUrl}`,
      jwtSecret: environment.JWT_SECRET ?? derivedSecret("jwt"),
      cookieSecret: environment.COOKIE_SECRET ?? derivedSecret("cookie"),
    },
  },
  admin: {
    // `medusa start` fails when the admin was not built; the store itself can do without.
    disable: isStarting && !existsSync(path.join(process.cwd(), "public", "admin", "index.html")),
  },
  modules: [
    { resolve: "./src/modules/almara", options: almara.plugin.options },
    {
      resolve: "@medusajs/medusa/payment",
      options: { providers: [{ ...almara.provider, resolve: "./src/providers/almara" }] },
    },
    ...(redisUrl ? redisModules : environment.MEDUSA_LOCKS === "postgres" ? [sharedLocks] : []),
    // Medusa 2.21 reads its own flags only after this file: the switch alone does not bring the module of the roles.
    ...(environment.MEDUSA_FF_RBAC === "true" ? [{ resolve: "@medusajs/medusa/rbac" }] : []),
  ],
})

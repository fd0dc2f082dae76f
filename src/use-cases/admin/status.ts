import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { AdminRoute, AdminStatus, RouteProblem, CheckResult } from "../../core/views/admin/status"
import { isAlmaraError } from "../../core/errors"
import { jobProblem } from "../../core/views/admin/job-problem"
import { OPTION_DESCRIPTIONS } from "../../core/options/option-descriptions"
import { isInsecure } from "../../core/options/option-warnings"
import { describeOptions, type AlmaraOptions } from "../../core/options/options"
import { looksPublic } from "../../core/options/public-address"
import { endpointPaths } from "../../core/callback/signature"
import type { AlmaraRoute } from "../../core/gateway/wire"
import { ALMARA_MODULE } from "../../modules/almara"
import { JOB_NAMES, PERIOD_IN_SECONDS, type JobName } from "../../modules/almara/jobs/job-runs"
import { hasChannel } from "../medusa/notifications"
import type { JobRunRow } from "../../modules/almara/reports/health"

/**
 * Returns what can be said about the connection and the plugin now: each thing was tried or read, and says so when it
 * failed.
 */
export async function adminStatus(container: MedusaContainer): Promise<AdminStatus> {
  const { client, options, health } = container.resolve(ALMARA_MODULE)
  const [connection, routes, ledger, jobs, notices] = await Promise.all([
    attempt(() => client.health()),
    attempt(async () => (await client.assignedRoutes()).map((route) => adminRoute(route, options))),
    health.read(),
    health.jobRuns(),
    noticesOf(container),
  ])
  const url = `${options.backendUrl}${endpointPaths.callback}`
  return {
    is_https: !isInsecure(options.baseUrl) && !isInsecure(options.tokenPath),
    connection,
    routes,
    route_problem: routes.ok ? problemOf(routes.result) : null,
    callback_address: { url, is_https: url.startsWith("https://"), is_public: looksPublic(url) },
    ledger,
    jobs: JOB_NAMES.map((name) =>
      adminJob(
        name,
        jobs.find((job) => job.name === name),
      ),
    ),
    notices,
    versions: { plugin: versionOf("plugin"), medusa: versionOf("medusa"), node: process.version },
    configuration: configurationOf(options),
  }
}

async function noticesOf(container: MedusaContainer): Promise<AdminStatus["notices"]> {
  const { merchantNotices, options } = container.resolve(ALMARA_MODULE)
  const [hasFeed, hasMail, failure] = await Promise.all([
    hasChannel(container, "feed"),
    hasChannel(container, "email"),
    merchantNotices.lastFailure(),
  ])
  const isWanted = (options.notifyEmail ?? []).length > 0
  return { has_feed: hasFeed, email: !isWanted ? "off" : hasMail ? "on" : "no_provider", failure }
}

function adminJob(name: JobName, run: JobRunRow | undefined): AdminStatus["jobs"][number] {
  return {
    name,
    started_at: run?.started_at?.toISOString() ?? null,
    finished_at: run?.finished_at?.toISOString() ?? null,
    summary: run?.summary ?? null,
    problem: jobProblem(run, PERIOD_IN_SECONDS[name], performance.now() / 1000),
  }
}

/** Every option by its name, also what is not set. */
function configurationOf(options: AlmaraOptions): AdminStatus["configuration"] {
  const described: Partial<Record<string, unknown>> = describeOptions(options)
  return Object.fromEntries(Object.keys(OPTION_DESCRIPTIONS).map((name) => [name, described[name] ?? null]))
}

async function attempt<Result>(work: () => Promise<Result>): Promise<CheckResult<Result>> {
  try {
    return { ok: true, result: await work() }
  } catch (error) {
    if (isAlmaraError(error)) return { ok: false, error: error.merchantMessage, kind: error.kind }
    throw error
  }
}

function adminRoute(route: AlmaraRoute, options: AlmaraOptions): AdminRoute {
  const isConfigured = route.id?.toLowerCase() === options.routeId.toLowerCase()
  return {
    id: route.id ?? "",
    name: [route.categoryDescription ?? route.category, route.routeIntegration].filter(Boolean).join(" · "),
    country: route.country ?? null,
    is_active: route.routeIsActive !== false && route.categoryIsEnabled !== false,
    is_configured: isConfigured,
    channels: route.channelTypes.flatMap(({ channelType, channelDescription }) =>
      channelType === undefined
        ? []
        : [
            {
              type: channelType,
              name: channelDescription ?? null,
              is_configured: isConfigured && channelType === options.channelType,
            },
          ],
    ),
  }
}

function problemOf(routes: AdminRoute[]): RouteProblem | null {
  const route = routes.find((one) => one.is_configured)
  if (!route) return "missing"
  if (!route.is_active) return "inactive"
  return route.channels.some((channel) => channel.is_configured) ? null : "channel_missing"
}

/** The plugin's own package stands above this file, in the source as in what is published. */
function versionOf(what: "plugin" | "medusa"): string {
  if (what === "medusa") return versionIn(createRequire(__filename).resolve("@medusajs/medusa/package.json"))
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const version = ownVersionIn(path.join(folder, "package.json"))
    if (version) return version
  }
  return "unknown"
}

function ownVersionIn(file: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string }
    return name === "medusa-payment-almara" ? version : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}

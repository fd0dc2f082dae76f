import type { AlmaraErrorKind } from "./errors"

/** One thing that was tried just now, and what came of it: in English, and as a kind that every language has words for. */
export type Trial<Result> = { ok: true; result: Result } | { ok: false; error: string; kind: AlmaraErrorKind }

/** The connection to Almara and the state of the plugin, as far as it was seen; nothing here is guessed. */
export interface AdminStatus {
  connection: Trial<{ checked: "health_check" | "token"; milliseconds: number }>
  routes: Trial<AdminRoute[]>
  /** What is wrong with the configured route; null when nothing is, or when the routes could not be asked for. */
  route_problem: RouteProblem | null
  callback_address: { url: string; is_https: boolean; is_public: boolean }
  ledger: AdminVitals
  jobs: { name: string; started_at: string | null; finished_at: string | null; result: string | null }[]
  versions: { plugin: string; medusa: string; node: string }
  /** The options in force; secrets are masked. */
  configuration: Record<string, unknown>
}

export type RouteProblem = "missing" | "inactive" | "channel_missing"

export interface AdminRoute {
  id: string
  name: string
  country: string | null
  is_active: boolean
  is_configured: boolean
  channels: { type: number; name: string | null; is_configured: boolean }[]
}

/** What the ledger and the inbox say about themselves. */
export interface AdminVitals {
  last_callback_at: string | null
  last_paid_at: string | null
  last_failure: { at: string; reason: string; checkout_id: string } | null
  oldest_open: { id: string; checkout_reference: string; created_at: string } | null
  backlog: number
  dead_letters: number
  needs_attention: number
}

/** What came of a callback that the store sent to itself by its public address. */
export interface TestCallback {
  url: string
  ok: boolean
  http_status: number | null
  milliseconds: number
  /** Whether it stands in the inbox: the address leads to this store. */
  arrived: boolean
  error: string | null
}

/** One day and currency: what the ledger calls paid against what Medusa captured. Money is decimal text in major units. */
export interface SettlementDay {
  date: string
  currency_code: string
  almara_count: number
  almara_amount: string
  medusa_count: number
  medusa_amount: string
}

export interface SettlementDifference {
  kind: "not_captured" | "amount" | "unknown_to_ledger" | "held" | "not_paid_at_almara"
  checkout_id: string | null
  checkout_reference: string | null
  payment_id: string | null
  currency_code: string
  almara_amount: string | null
  medusa_amount: string | null
  at: string
}

export interface SettlementReport {
  days: SettlementDay[]
  differences: SettlementDifference[]
  /** More came in this span than one report looks through: only the newest are in it. */
  is_cut: boolean
  /** How many paid checkouts Almara was asked about again, and how many could not be asked. */
  asked: { count: number; failed: number; of: number } | null
}

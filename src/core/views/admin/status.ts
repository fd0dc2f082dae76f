import type { AlmaraErrorKind } from "../../errors"
import type { JobProblem } from "./job-problem"
import type { JobSummary } from "./job-summary"
import type { AddressProblem } from "../../callback/signed-address"
import type { GatewayHealth } from "../../gateway/client"
import type { COUNTED_AS_FAILED } from "../../checkout/states"
import type { MerchantNoticeKind } from "../merchant-notice"

/**
 * One thing that was tried just now, and what came of it: in English, and as a kind that every language has words for.
 */
export type CheckResult<Result> = { ok: true; result: Result } | { ok: false; error: string; kind: AlmaraErrorKind }

/** The connection to Almara and the state of the plugin, as far as it was seen; nothing here is guessed. */
export interface AdminStatus {
  /** Whether credentials and answers travel protected. */
  is_https: boolean
  connection: CheckResult<GatewayHealth>
  routes: CheckResult<AdminRoute[]>
  /** What is wrong with the configured route; null when nothing is, or when the routes could not be asked for. */
  route_problem: RouteProblem | null
  callback_address: { url: string; is_https: boolean; is_public: boolean }
  ledger: AdminHealth
  jobs: {
    name: string
    started_at: string | null
    finished_at: string | null
    /** What its last run did; null where there was nothing to do. */
    summary: JobSummary | null
    problem: JobProblem | null
  }[]
  notices: AdminNotices
  versions: { plugin: string; medusa: string; node: string }
  /** Every option; null where it is not set. Secrets are masked. */
  configuration: Record<string, unknown>
}

/** By which ways the merchant is told of what needs a person. */
export interface AdminNotices {
  /** Whether the admin's own feed is there. */
  has_feed: boolean
  /** `no_provider`: the option `notifyEmail` is set, and the store cannot send e-mails. */
  email: "off" | "on" | "no_provider"
  /** The notice that could not be sent last; null where none of the last days is known. */
  failure: AdminNoticeFailure | null
}

export interface AdminNoticeFailure {
  kind: MerchantNoticeKind
  at: string
  /** Without addresses; null where the process died while it was sending. */
  error: string | null
}

export const ROUTE_PROBLEMS = ["missing", "inactive", "channel_missing"] as const
export type RouteProblem = (typeof ROUTE_PROBLEMS)[number]

export interface AdminRoute {
  id: string
  name: string
  country: string | null
  is_active: boolean
  is_configured: boolean
  channels: { type: number; name: string | null; is_configured: boolean }[]
}

/** What the ledger and the inbox say about themselves. */
export interface AdminHealth {
  /**
   * The last one that belongs to a checkout: neither a stranger's nor the store's own test says that Almara's callbacks
   * arrive.
   */
  last_callback_at: string | null
  last_paid_at: string | null
  /** The attempt that failed or was refused last, by when it did; one that was paid after all is none. */
  last_failure: {
    at: string
    checkout_id: string
    state: (typeof COUNTED_AS_FAILED)[number]
    result_code: string | null
  } | null
  oldest_open: { id: string; checkout_reference: string; created_at: string } | null
  /**
   * Callbacks of the last 24 hours whose address does not carry our signature, though it seems to, or that were refused
   * for it.
   */
  address_problems: { count: number; last_problem: AddressProblem | null; last_at: string | null }
  backlog: number
  dead_letters: number
  needs_attention: number
}

/** What came of a request that the store sent to itself by one of its own addresses. */
export interface TestedAddress {
  url: string
  ok: boolean
  http_status: number | null
  /** Whether our signature came through. */
  signed: boolean
  error: string | null
}

/**
 * What came of a callback that the store sent to itself by its callback address, and of a shopper's return by the
 * return address.
 */
export interface TestCallback extends TestedAddress {
  milliseconds: number
  /** Whether it stands in the inbox: the address leads to this store. */
  arrived: boolean
  return_address: TestedAddress
}

import { ContainerRegistrationKeys, MedusaService } from "@medusajs/framework/utils"
import type { Logger } from "@medusajs/framework/types"
import type { AlmaraClient } from "../../core/gateway/client"
import type { PaymentMethod } from "../../core/methods/payment-method"
import { optionWarnings } from "../../core/options/option-warnings"
import type { AlmaraOptions } from "../../core/options/options"
import { logEvent } from "../../telemetry/log"
import { watchBacklog } from "../../telemetry/metrics"
import { AddressProblems } from "./inbox/address-problems"
import type { Connection } from "./connection"
import { DueCheckouts } from "./jobs/due-checkouts"
import { almaraClient, methodOf } from "./setup/methods"
import { Inbox } from "./inbox/inbox"
import { JobRuns } from "./jobs/job-runs"
import { Ledger } from "./ledger/ledger"
import { judgeThisMedusa } from "./setup/medusa-version"
import AddressProblem from "./models/address-problem"
import Callback from "./models/callback"
import Checkout from "./models/checkout"
import CheckoutEvent from "./models/checkout-event"
import JobRun from "./models/job-run"
import Notice from "./models/notice"
import Order from "./models/order"
import PaymentLink from "./models/payment-link"
import Settlement from "./models/settlement"
import { optionsFromMedusa } from "./setup/options"
import { MerchantNotices } from "./notices/merchant-notices"
import { Reminders } from "./notices/reminders"
import type { StoredCheckout } from "./ledger/rows"
import { Orders } from "./orders/orders"
import { PaymentLinks } from "./orders/payment-links"
import { Reports } from "./reports/reports"
import { Health } from "./reports/health"

type Cradle = { logger: Logger } & Record<typeof ContainerRegistrationKeys.PG_CONNECTION, Connection>

/**
 * What the plugin remembers, and the options it was configured with. The generated methods are for reading (Query,
 * links); rows are written through `ledger` and `inbox`, whose SQL holds where several processes meet.
 */
class AlmaraModuleService extends MedusaService({
  AddressProblem,
  Callback,
  Checkout,
  CheckoutEvent,
  JobRun,
  Notice,
  Order,
  PaymentLink,
  Settlement,
}) {
  readonly options: AlmaraOptions
  readonly ledger: Ledger
  readonly orders: Orders
  readonly paymentLinks: PaymentLinks
  readonly reminders: Reminders
  readonly merchantNotices: MerchantNotices
  readonly inbox: Inbox
  readonly addressProblems: AddressProblems
  readonly dueCheckouts: DueCheckouts
  readonly jobRuns: JobRuns
  readonly reports: Reports
  readonly health: Health
  readonly client: AlmaraClient
  /**
   * Returns the way of paying that a checkout was opened with, and the account that it goes through.
   * @throws AlmaraError `configuration` where this store has it no more.
   */
  readonly methodOf: (checkout: Pick<StoredCheckout, "method" | "account">) => PaymentMethod

  /**
   * Made once in each process, so that what is doubtful is logged once.
   * @throws AlmaraError of kind `configuration` that names every wrong option; the store does not boot then.
   */
  constructor(cradle: Cradle, options: unknown) {
    super(cradle, options)
    const connection = cradle[ContainerRegistrationKeys.PG_CONNECTION]
    this.options = optionsFromMedusa(options)
    this.ledger = new Ledger(connection)
    this.orders = new Orders(connection)
    this.paymentLinks = new PaymentLinks(connection)
    this.reminders = new Reminders(connection)
    this.merchantNotices = new MerchantNotices(connection, this.options.retentionInDays)
    this.inbox = new Inbox(connection)
    this.addressProblems = new AddressProblems(connection)
    this.dueCheckouts = new DueCheckouts(connection)
    this.jobRuns = new JobRuns(connection)
    this.reports = new Reports(connection)
    this.health = new Health(connection)
    this.client = almaraClient(this.options)
    this.methodOf = (checkout) => methodOf(checkout, this.options)
    watchBacklog(() => this.health.backlog())
    warnAtBoot(cradle.logger, this.options)
  }
}

function warnAtBoot(logger: Logger, options: AlmaraOptions): void {
  for (const sentence of optionWarnings(options)) logEvent(logger, "options.doubtful", sentence)
  const fit = judgeThisMedusa(options.placement)
  if (fit.kind === "untried") logEvent(logger, "medusa.untried", fit.sentence)
}

export default AlmaraModuleService

import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { MERCHANT_NOTICE_KINDS, WHOLE_STORE, type MerchantNoticeKind } from "../../core/views/merchant-notice"
import { ALMARA_MODULE } from "../../modules/almara"
import type { ClaimedNotice } from "../../modules/almara/notices/merchant-notices"
import { logEvent, reasonOf } from "../../telemetry/log"
import { pageOf } from "./admin-pages"
import { lookAtToken } from "./look-at-token"
import { noticeData, type MerchantMessage } from "./merchant-message"
import { sendToMerchant } from "./send-to-merchant"

const PACE = { leaseInSeconds: 120, everySeconds: 60 }
/** None is begun after that time: the sweep's lease is longer. */
const LONGEST_RUN_IN_MILLISECONDS = 20_000

export const MERCHANT_NOTICE = "almara.merchant.notice"

/** What the job that tells of the others cannot see of itself: while it runs, it has not ended. */
const OF_JOBS: MerchantNoticeKind = "job_stands_still"

/**
 * Tells the merchant of what needs a person and of what has ended, each matter once, and never throws: the rest of the
 * job goes on.
 */
export async function tellMerchant(container: MedusaContainer): Promise<void> {
  try {
    await container.resolve(ALMARA_MODULE).jobRuns.runAlone("notices", PACE, async () => {
      await lookAtToken(container)
      const end = performance.now() + LONGEST_RUN_IN_MILLISECONDS
      for (const kind of MERCHANT_NOTICE_KINDS)
        if (kind !== OF_JOBS && performance.now() < end) await tellOf(container, kind)
      return {}
    })
  } catch (error) {
    logFailure(container, `the merchant's notices were not finished: ${reasonOf(error)}`)
  }
}

/** Tells the merchant of jobs that stand still, or run again. Never throws. */
export async function tellOfJobs(container: MedusaContainer): Promise<void> {
  try {
    await tellOf(container, OF_JOBS)
  } catch (error) {
    logFailure(container, `it could not be seen which jobs stand still: ${reasonOf(error)}`)
  }
}

async function tellOf(container: MedusaContainer, kind: MerchantNoticeKind): Promise<void> {
  const { merchantNotices } = container.resolve(ALMARA_MODULE)
  // Of one whose process died nobody knows whether it was told.
  const ended = (await merchantNotices.end(kind)).filter(({ state }) => state !== "claimed")
  if (ended.length > 0) await tellEnd(container, kind, ended)
  const claimed = await merchantNotices.claim(kind)
  if (claimed.length > 0) await tellBegin(container, kind, claimed)
}

type Ended = Awaited<ReturnType<ReturnType<typeof noticesOf>["end"]>>

const noticesOf = (container: MedusaContainer) => container.resolve(ALMARA_MODULE).merchantNotices
const idsOf = (notices: readonly ClaimedNotice[]) => notices.map(({ id }) => id)

async function tellBegin(
  container: MedusaContainer,
  kind: MerchantNoticeKind,
  claimed: readonly ClaimedNotice[],
): Promise<void> {
  const message = await messageOf(container, { kind, notices: claimed, isOver: false })
  const { isSent, error } = await sendToMerchant(container, message, claimed[0]?.id ?? "")
  const state = error !== null ? "failed" : isSent ? "sent" : "announced"
  await noticesOf(container).finish(idsOf(claimed), { state, error, isSent })
  await announce(container, message)
  if (error !== null) logFailure(container, notSent(error))
}

async function tellEnd(container: MedusaContainer, kind: MerchantNoticeKind, ended: Ended): Promise<void> {
  const message = await messageOf(container, { kind, notices: ended, isOver: true })
  const wasTold = ended.some(({ isSent }) => isSent)
  const { error } = wasTold ? await sendToMerchant(container, message, `${ended[0]?.id ?? ""}_over`) : { error: null }
  if (error !== null) await noticesOf(container).failToEnd(idsOf(ended), error)
  await announce(container, message)
  if (error !== null) logFailure(container, notSent(error))
}

async function messageOf(
  container: MedusaContainer,
  told: { kind: MerchantNoticeKind; notices: readonly ClaimedNotice[]; isOver: boolean },
): Promise<MerchantMessage> {
  const { kind, notices, isOver } = told
  const { merchantNotices, options } = container.resolve(ALMARA_MODULE)
  const only = notices.length === 1 ? notices[0]?.subject : undefined
  const payment = only === undefined ? undefined : await merchantNotices.about(only)
  return {
    kind,
    count: notices.length,
    subject: only ?? WHOLE_STORE,
    payment,
    isOver,
    url: pageOf(container, kind, payment?.checkoutId),
    language: options.language,
  }
}

async function announce(container: MedusaContainer, message: MerchantMessage): Promise<void> {
  await container.resolve(Modules.EVENT_BUS).emit({ name: MERCHANT_NOTICE, data: noticeData(message) })
}

const notSent = (reason: string) => `the merchant could not be told of something, which is not sent again: ${reason}`

function logFailure(container: MedusaContainer, sentence: string): void {
  logEvent(container.resolve(ContainerRegistrationKeys.LOGGER), "notice.failed", sentence)
}

import { Text } from "@medusajs/ui"
import { attentionShown, isAttentionReason } from "../../core/checkout/attention"
import { TIMELINE_KINDS, type TimelineEntry } from "../../core/views/admin/checkout"
import { useWords } from "../lib/words"

/** The timeline of a checkout, the newest line first, in the reader's time zone. */
export const Timeline = ({ entries }: { entries: TimelineEntry[] }) => {
  const { t } = useWords()
  if (entries.length > 0) return <Lines entries={entries} />
  return (
    <Text size="small" className="text-ui-fg-subtle">
      {t("timeline.none")}
    </Text>
  )
}

const Lines = ({ entries }: { entries: TimelineEntry[] }) => (
  <ol className="flex flex-col">
    {[...entries].reverse().map((entry, index) => (
      <li key={entry.id} className="grid grid-cols-[20px_1fr] items-start gap-x-2">
        <span className="flex size-full flex-col items-center gap-y-0.5" aria-hidden="true">
          <span className="flex size-5 items-center justify-center">
            <span className="bg-ui-bg-base shadow-borders-base flex size-2.5 items-center justify-center rounded-full">
              <span
                className={`size-1.5 rounded-full ${index === 0 ? "bg-ui-tag-blue-icon" : "bg-ui-tag-neutral-icon"}`}
              />
            </span>
          </span>
          {index === entries.length - 1 ? null : <span className="bg-ui-border-base w-px flex-1" />}
        </span>
        <TimelineLine entry={entry} />
      </li>
    ))}
  </ol>
)

const TimelineLine = ({ entry }: { entry: TimelineEntry }) => {
  const { t, actorOf, exactTime } = useWords()
  const isKnown = (TIMELINE_KINDS as readonly string[]).includes(entry.kind)
  return (
    <div className="flex min-w-0 flex-col pb-3">
      <Text size="small" leading="compact" weight="plus">
        {isKnown ? t(`timeline.${entry.kind}`) : t("timeline.other", { kind: entry.kind })}
      </Text>
      <Text size="xsmall" leading="compact" className="text-ui-fg-subtle">
        <time dateTime={entry.at}>{exactTime(entry.at)}</time> · {actorOf(entry.actor)}
      </Text>
      <TimelineDetail entry={entry} />
    </div>
  )
}

/** What is known of it, one thing a line. */
const TimelineDetail = ({ entry: { kind, detail } }: { entry: TimelineEntry }) => {
  const { t, amount, resultOf, attentionOf, exactTime } = useWords()
  const lines: string[] = []
  if (kind === "status_check") lines.push(t(`timeline.reports.${String(detail.reported)}`))
  if (kind === "callback")
    lines.push(
      [
        t(`timeline.reports.${String(detail.reported)}`),
        detail.signed ? t("timeline.signed") : t("timeline.unsigned"),
        ...(detail.duplicate ? [t("timeline.duplicate")] : []),
      ].join(", "),
    )
  if (detail.code !== undefined && detail.code !== null)
    lines.push(resultOf({ result_code: String(detail.code) }) ?? "")
  else if (detail.reported === "no_answer" && detail.reason) lines.push(String(detail.reason))
  if (kind === "held" && detail.reason) lines.push(t(`holdReasons.${String(detail.reason)}`))
  if (kind === "kept") lines.push(t(`timeline.keptBecause.${String(detail.reason)}`))
  if (kind === "deadline") lines.push(detail.pay_by ? exactTime(String(detail.pay_by)) : t("timeline.noDeadline"))
  if (kind === "link_created") lines.push(t("timeline.goodUntil", { when: exactTime(String(detail.until)) }))
  if (kind === "placed_anew")
    lines.push(
      t("timeline.orders", {
        canceled: String(detail.canceled_order_number),
        placed: String(detail.order_number),
      }),
    )
  if (detail.received_amount)
    lines.push(
      t(detail.amount_typed ? "timeline.typed" : "timeline.reported", {
        amount: amount(String(detail.received_amount), String(detail.received_currency)),
      }),
    )
  if (kind === "attention" && isAttentionReason(detail.reason))
    lines.push(attentionOf(attentionShown(detail.reason, detail)))
  if (kind === "resolved" || kind === "attention_closed") lines.push(t(`timeline.resolutions.${String(detail.action)}`))
  if (kind === "attention_closed" && detail.refunded_amount)
    lines.push(amount(String(detail.refunded_amount), String(detail.currency_code)))
  if (detail.message) lines.push(String(detail.message))
  if (detail.note) lines.push(`“${String(detail.note)}”`)
  return lines.length === 0 ? null : (
    <div className="mt-1 flex flex-col">
      {lines.map((line) => (
        <Text key={line} size="small" leading="compact" className="text-ui-fg-subtle break-words">
          {line}
        </Text>
      ))}
    </div>
  )
}

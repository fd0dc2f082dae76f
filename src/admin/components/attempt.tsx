import { Text } from "@medusajs/ui"
import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"
import { useFacts } from "../lib/facts"
import { useWords } from "../lib/words"
import { ResolveButtons } from "./checkout-actions"
import { FactList } from "./fact-list"
import { OutcomeBadge } from "./outcome-badge"
import { Timeline } from "./timeline"

/** One attempt to pay: its outcome in words and colour, and its references. */
export const Attempt = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { sentenceOf } = useWords()
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="flex flex-col items-start gap-y-2">
        <OutcomeBadge checkout={checkout} />
        <Text size="small" leading="compact" className="text-ui-fg-subtle">
          {sentenceOf(checkout)}
        </Text>
      </div>
      <ResolveButtons checkout={checkout} />
      <FactList facts={useFacts(checkout)} />
    </div>
  )
}

/** The timeline of an attempt, with its heading. */
export const AttemptTimeline = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("widget.timeline")}
      </Text>
      <Timeline entries={checkout.timeline} />
      {checkout.timeline_is_cut ? (
        <Text size="small" leading="compact" className="text-ui-fg-subtle">
          {t("timeline.cut")}
        </Text>
      ) : null}
    </div>
  )
}

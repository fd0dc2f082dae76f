import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { ExclamationCircleSolid } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { useState } from "react"
import { Link } from "react-router-dom"
import { MoveToTop } from "../components/move-to-top"
import { ATTENTION_PATH, rememberedAttention, useAttention } from "../lib/attention"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"

/**
 * One quiet line with the orders, only while money waits for somebody. It stands above them when it was known before
 * they were shown; what is known only after that must not push them, and stands at the foot of what is seen.
 */
const OrderAttentionWidget = () => {
  const { t, upTo } = useWords()
  const [remembered] = useState(rememberedAttention)
  const { data, isError } = useAttention()
  const { count, isCapped } = data ?? remembered
  if (isError || (count === 0 && remembered.count === 0)) return null
  const line = (
    <div
      data-almara
      className="bg-ui-bg-base border-ui-border-base flex h-11 items-center justify-between gap-x-3 rounded-lg border px-6"
      role="status"
    >
      <div className="flex min-w-0 items-center gap-x-2">
        {count > 0 ? <ExclamationCircleSolid className="text-ui-tag-red-icon shrink-0" /> : null}
        <Text size="small" leading="compact" className="truncate">
          {t("name")}: {count > 0 ? t("attention.text", { count, shown: upTo(count, isCapped) }) : t("attention.none")}
        </Text>
      </div>
      {count > 0 ? (
        <Link to={ATTENTION_PATH} className={`txt-compact-small-plus ${LINK}`}>
          {t("attention.show")}
        </Link>
      ) : null}
    </div>
  )
  return remembered.count > 0 ? <MoveToTop>{line}</MoveToTop> : <div className="sticky bottom-3 z-10">{line}</div>
}

export const config = defineWidgetConfig({ zone: "order.list.before" })

export default OrderAttentionWidget

import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { ExclamationCircleSolid } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { useAttention } from "../lib/checkouts"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"

/** One quiet line beside the orders, only while money waits for somebody. */
const OrderAttentionWidget = () => {
  const { t } = useWords()
  const { data } = useAttention()
  const count = data?.count ?? 0
  if (count === 0) return null
  return (
    // At the foot of what is seen: it comes when the orders stand already, and must not push them.
    <div data-almara className="shadow-elevation-flyout bg-ui-bg-base sticky bottom-3 z-10 flex items-center justify-between gap-x-3 rounded-lg px-6 py-3" role="status">
      <div className="flex items-center gap-x-2">
        <ExclamationCircleSolid className="text-ui-tag-red-icon shrink-0" />
        <Text size="small" leading="compact">
          {t("name")}: {t("attention.text", { count })}
        </Text>
      </div>
      <Link to={`/almara?state=${encodeURIComponent('["held"]')}`} className={`txt-compact-small-plus ${LINK}`}>
        {t("attention.show")}
      </Link>
    </div>
  )
}

export const config = defineWidgetConfig({ zone: "order.list.before" })

export default OrderAttentionWidget

import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { Skeleton, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"
import { MoveToTop } from "../components/move-to-top"
import { OutcomeBadge } from "../components/outcome-badge"
import { isOfAlmara } from "../lib/almara-order"
import { useOrderCheckouts } from "../lib/checkouts"
import { LINK } from "../lib/link"
import { primaryCheckout } from "../lib/primary-checkout"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"

/** Did this customer pay? One line at the top of an order that is paid by Almara; as tall while that is being asked. */
const OrderStatusWidget = ({ data: order }: DetailWidgetProps<AdminOrder>) =>
  isOfAlmara(order) ? <OrderStatus orderId={order.id} /> : null

const OrderStatus = ({ orderId }: { orderId: string }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const { data, isPending, isError, error } = useOrderCheckouts(orderId)
  const shown = isError ? undefined : primaryCheckout(data?.checkouts ?? [])
  return (
    <MoveToTop>
      <div
        className="bg-ui-bg-base border-ui-border-base flex h-14 items-center gap-x-3 gap-y-1 rounded-lg border px-6 max-sm:h-24 max-sm:flex-wrap max-sm:content-center"
        role="status"
        aria-label={isPending ? t("common.loading") : undefined}
      >
        <Text size="small" leading="compact" weight="plus">
          {t("name")}
        </Text>
        {isPending ? (
          <Skeleton className="h-5 w-full" />
        ) : shown ? (
          <Outcome checkout={shown} />
        ) : (
          <Sentence>{isError ? problemOf(error) : t("widget.empty")}</Sentence>
        )}
      </div>
    </MoveToTop>
  )
}

const Outcome = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { t, amount, sentenceOf } = useWords()
  const { reported_differs, reported_amount, reported_currency_code } = checkout
  const sums = reported_differs && {
    asked: amount(checkout.amount, checkout.currency_code),
    paid: amount(reported_amount ?? "0", reported_currency_code ?? checkout.currency_code),
  }
  return (
    <>
      <OutcomeBadge checkout={checkout} />
      <Sentence className="max-sm:order-last max-sm:w-full">
        {checkout.state === "held" && sums ? t("widget.amounts", sums) : sentenceOf(checkout)}
      </Sentence>
      <Link to={`/almara/${checkout.id}`} className={`txt-compact-small-plus ml-auto shrink-0 ${LINK}`}>
        {t("widget.details")}
      </Link>
    </>
  )
}

const Sentence = ({ className = "", children }: { className?: string; children: string }) => (
  <Text
    size="small"
    leading="compact"
    className={`text-ui-fg-subtle line-clamp-2 min-w-0 ${className}`}
    title={children}
  >
    {children}
  </Text>
)

export const config = defineWidgetConfig({ zone: "order.details.before" })

export default OrderStatusWidget

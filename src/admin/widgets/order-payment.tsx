import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { Container, Heading, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"
import { Attempt, AttemptTimeline } from "../components/attempt"
import { CheckButton } from "../components/checkout-actions"
import { OrderTerm } from "../components/order-term"
import { OutcomeBadge } from "../components/outcome-badge"
import { PaymentLinks } from "../components/payment-links"
import { Empty, Failure, Loading } from "../components/states"
import { PLACED_ANEW_AS } from "../../core/views/admin/order"
import { isOfAlmara } from "../lib/almara-order"
import { useOrderCheckouts } from "../lib/checkouts"
import { LINK } from "../lib/link"
import { primaryCheckout } from "../lib/primary-checkout"
import { isWaiting, mayOwe } from "../lib/orders"
import { useWords } from "../lib/words"

/** Asks for nothing on the pages of orders that owe nothing and were not paid through Almara. */
const OrderPaymentWidget = ({ data: order }: DetailWidgetProps<AdminOrder>) => {
  if (isOfAlmara(order)) return <OrderPayment order={order} />
  return mayOwe(order) ? <OtherOrder orderId={order.id} /> : null
}

/**
 * An order that Almara has not seen yet, such as one that was a draft: it can be paid by a link where its region offers
 * Almara.
 */
const OtherOrder = ({ orderId }: { orderId: string }) => {
  const { t } = useWords()
  return (
    <PaymentLinks
      orderId={orderId}
      frame={(links) => (
        <Container className="divide-y p-0" data-almara>
          <div className="px-6 py-4">
            <Heading level="h2">{t("name")}</Heading>
          </div>
          {links}
        </Container>
      )}
    />
  )
}

const OrderPayment = ({ order }: { order: AdminOrder }) => {
  const { t } = useWords()
  const { data, isPending, isError, error, refetch } = useOrderCheckouts(order.id)
  const checkouts = isError ? [] : (data?.checkouts ?? [])
  const shown = primaryCheckout(checkouts)
  const others = checkouts.filter((checkout) => checkout !== shown)
  return (
    <Container className="divide-y p-0" data-almara>
      <div className="flex min-h-[60px] items-center justify-between gap-x-2 px-6 py-4">
        <Heading level="h2">{t("name")}</Heading>
        {shown ? <CheckButton checkout={shown} /> : null}
      </div>
      {isWaiting(order) ? <OrderTerm orderId={order.id} /> : null}
      {mayOwe(order) ? <PaymentLinks orderId={order.id} /> : null}
      {isPending ? <Loading rows={8} /> : null}
      {isError ? <Failure error={error} onRetry={refetch} /> : null}
      {data && !isError && !shown ? <NoCheckout order={order} /> : null}
      {shown ? <Attempt checkout={shown} /> : null}
      {shown ? <AttemptTimeline checkout={shown} /> : null}
      {others.length > 0 ? <OtherAttempts checkouts={others} /> : null}
    </Container>
  )
}

/** The money of an order that was placed anew stands on the new one, and its checkout with it. */
const NoCheckout = ({ order: { metadata } }: { order: AdminOrder }) => {
  const { t } = useWords()
  const newOrderId = metadata?.[PLACED_ANEW_AS]
  if (!newOrderId) return <Empty>{t("widget.empty")}</Empty>
  return (
    <Empty>
      {t("widget.placedAnew")}{" "}
      <Link to={`/orders/${String(newOrderId)}`} className={LINK}>
        {t("widget.newOrder")}
      </Link>
    </Empty>
  )
}

const OtherAttempts = ({ checkouts }: { checkouts: AdminCheckoutDetail[] }) => {
  const { t, time } = useWords()
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("widget.attempts")}
      </Text>
      {checkouts.map((checkout) => (
        <Link
          key={checkout.id}
          to={`/almara/${checkout.id}`}
          className="hover:bg-ui-bg-base-hover focus-visible:shadow-borders-focus -mx-2 flex items-center justify-between gap-x-2 rounded-md px-2 py-1 outline-none"
        >
          <Text size="small" leading="compact" className="text-ui-fg-subtle">
            {t("widget.attempt", { number: checkout.attempt })} · {time(checkout.created_at)}
          </Text>
          <OutcomeBadge checkout={checkout} />
        </Link>
      ))}
    </div>
  )
}

export const config = defineWidgetConfig({ zone: "order.details.side.before" })

export default OrderPaymentWidget

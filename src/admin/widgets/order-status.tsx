import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { Skeleton, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"
import { PLACED_ANEW_AS } from "../../core/views/admin/order"
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
  isOfAlmara(order) ? <OrderStatus order={order} /> : null

const OrderStatus = ({ order }: { order: AdminOrder }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const { data, isPending, isError, error } = useOrderCheckouts(order.id)
  const shown = isError ? undefined : primaryCheckout(data?.checkouts ?? [])
  const empty = order.metadata?.[PLACED_ANEW_AS] ? t("widget.placedAnew") : t("widget.empty")
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
          <Sentence>{isError ? problemOf(error) : empty}</Sentence>
        )}
      </div>
    </MoveToTop>
  )
}

const Outcome = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { t, sentenceOf } = useWords()
  const sums = useDifferingSums(checkout)
  return (
    <>
      <OutcomeBadge checkout={checkout} />
      <Sentence className="max-sm:order-last max-sm:w-full">
        {sums ? t(sums.paid === sums.asked ? "widget.fits" : "widget.amounts", sums) : sentenceOf(checkout)}
      </Sentence>
      <Link to={`/almara/${checkout.id}`} className={`txt-compact-small-plus ml-auto shrink-0 ${LINK}`}>
        {t("widget.details")}
      </Link>
    </>
  )
}

/**
 * Of held money of another sum what came, and what the order asks for now, or asked for where it is canceled; none
 * where it owes nothing.
 */
const useDifferingSums = ({
  state,
  amount: asked,
  currency_code,
  outstanding_amount,
  reported_amount,
  reported_currency_code,
  reported_differs,
}: AdminCheckoutDetail): { paid: string; asked: string } | undefined => {
  const { amount } = useWords()
  const owed = outstanding_amount ?? asked
  if (state !== "held" || !reported_differs || reported_amount === null || Number(owed) <= 0) return undefined
  return { paid: amount(reported_amount, reported_currency_code ?? currency_code), asked: amount(owed, currency_code) }
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

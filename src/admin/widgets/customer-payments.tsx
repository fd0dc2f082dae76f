import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { Container, Heading, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { countedSum, type AdminCheckout } from "../../core/views/admin/checkout"
import { OutcomeBadge } from "../components/outcome-badge"
import { Empty, Failure, Loading } from "../components/states"
import { useCheckouts } from "../lib/checkouts"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"

const SHOWN = 5

/** A customer's payments by Almara, the latest first, also those that never became an order. */
const CustomerPaymentsWidget = ({ data: customer }: DetailWidgetProps<AdminCustomer>) => {
  const { t, amount, time } = useWords()
  const { data, isPending, isError, error, refetch } = useCheckouts({ customer_id: customer.id, limit: SHOWN })
  const page = isError ? undefined : data
  const sumOf = (checkout: AdminCheckout) => {
    const counted = countedSum(checkout)
    return amount(counted.amount, counted.currency_code)
  }
  return (
    <Container className="divide-y p-0" data-almara>
      <div className="flex items-center justify-between gap-x-2 px-6 py-4">
        <Heading level="h2">{t("customer.title")}</Heading>
        {page && page.count > SHOWN ? (
          <Link to={`/almara?customer_id=${customer.id}`} className={`txt-compact-small-plus ${LINK}`}>
            {t("customer.all")}
          </Link>
        ) : null}
      </div>
      {isPending ? <Loading rows={3} /> : null}
      {isError ? <Failure error={error} onRetry={refetch} /> : null}
      {page?.count === 0 ? <Empty>{t("customer.empty")}</Empty> : null}
      {page?.checkouts.map((checkout) => (
        <Link
          key={checkout.id}
          to={`/almara/${checkout.id}`}
          className="hover:bg-ui-bg-base-hover focus-visible:shadow-borders-focus flex items-center justify-between gap-x-3 px-6 py-3 outline-none"
        >
          <div className="flex min-w-0 flex-col">
            <Text size="small" leading="compact" weight="plus" className="tabular-nums">
              {sumOf(checkout)}
            </Text>
            <Text size="small" leading="compact" className="text-ui-fg-subtle">
              {checkout.order ? `#${checkout.order.display_id} · ` : ""}
              {time(checkout.created_at)}
            </Text>
          </div>
          <OutcomeBadge checkout={checkout} />
        </Link>
      ))}
    </Container>
  )
}

export const config = defineWidgetConfig({ zone: "customer.details.side.after" })

export default CustomerPaymentsWidget

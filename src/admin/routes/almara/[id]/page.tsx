import { Button, Container, Heading } from "@medusajs/ui"
import { Link, useParams } from "react-router-dom"
import { Attempt, AttemptTimeline } from "../../../components/attempt"
import { CheckButton } from "../../../components/checkout-actions"
import { CheckoutBreadcrumb } from "../../../components/breadcrumb"
import { Failure, Loading } from "../../../components/states"
import { useCheckout } from "../../../lib/checkouts"
import { useWords } from "../../../lib/words"

/** One checkout: what is known about it, its timeline, and what can be done. */
const CheckoutPage = () => {
  const { id = "" } = useParams()
  const { t } = useWords()
  const { data, isPending, isError, error, refetch } = useCheckout(id)
  const checkout = isError ? undefined : data?.checkout
  return (
    <div className="flex flex-col gap-3 xl:flex-row xl:items-start" data-almara>
      <Container className="divide-y p-0 xl:flex-1">
        <div className="flex min-h-[60px] flex-wrap items-center justify-between gap-2 px-6 py-4">
          <Heading level="h1">{checkout?.checkout_reference ?? t("name")}</Heading>
          <div className="flex items-center gap-x-2">
            {checkout?.order ? (
              <Button size="small" variant="secondary" asChild>
                <Link to={`/orders/${checkout.order.id}`}>
                  {t("fields.order")} #{checkout.order.display_id}
                </Link>
              </Button>
            ) : null}
            {checkout ? <CheckButton checkout={checkout} /> : null}
          </div>
        </div>
        {isPending ? <Loading rows={10} /> : null}
        {isError ? <Failure error={error} onRetry={refetch} /> : null}
        {checkout ? <Attempt checkout={checkout} /> : null}
      </Container>
      {checkout ? (
        <Container className="p-0 xl:w-[440px]">
          <AttemptTimeline checkout={checkout} />
        </Container>
      ) : null}
    </div>
  )
}

export const handle = {
  breadcrumb: ({ params }: { params: { id?: string } }) => <CheckoutBreadcrumb id={params.id ?? ""} />,
}

export default CheckoutPage

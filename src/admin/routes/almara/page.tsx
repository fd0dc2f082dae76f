import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ArrowDownTray, CreditCard } from "@medusajs/icons"
import { Button, Container, toast } from "@medusajs/ui"
import { CheckoutTable } from "../../components/checkout-table"
import { OutcomeChart } from "../../components/outcome-chart"
import { Failure } from "../../components/states"
import { CHECKOUT_FILTERS, checkoutQuery } from "../../lib/checkout-query"
import { useCheckouts, useExport } from "../../lib/checkouts"
import { isForbidden } from "../../lib/door"
import { useTableAddress } from "../../lib/table-address"
import { useProblem } from "../../lib/problem"
import { useWords } from "../../lib/words"

const PAGE_SIZE = 20

/** All checkouts, and how many of them are paid. */
const AlmaraPage = () => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const address = useTableAddress(CHECKOUT_FILTERS, PAGE_SIZE, "-created_at")
  const query = checkoutQuery(address.filters, address.q)
  const { data, isPending, isError, error, refetch } = useCheckouts({ ...query, order: address.order, limit: PAGE_SIZE, offset: address.offset })
  const exporting = useExport()

  const save = async () => {
    try {
      await exporting.mutateAsync(query)
      toast.success(t("name"), { description: t("list.exported") })
    } catch (failure) {
      toast.error(t("name"), { description: problemOf(failure) })
    }
  }

  return (
    <div className="flex flex-col gap-y-3" data-almara>
      {/* One word on a missing permission is enough. */}
      {isForbidden(error) ? null : <OutcomeChart />}
      <Container className="divide-y overflow-hidden p-0">
        {isError ? (
          <Failure error={error} onRetry={refetch} />
        ) : (
          <CheckoutTable checkouts={data?.checkouts ?? []} count={data?.count ?? 0} isLoading={isPending} address={address}>
            <Button size="small" variant="secondary" onClick={save} isLoading={exporting.isPending}>
              <ArrowDownTray />
              {t("list.export")}
            </Button>
          </CheckoutTable>
        )}
      </Container>
    </div>
  )
}

export const config = defineRouteConfig({ label: "title", translationNs: "almara", icon: CreditCard })

export const handle = { breadcrumb: () => "Almara" }

export default AlmaraPage

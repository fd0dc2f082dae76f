import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ArrowDownTray, CreditCard } from "@medusajs/icons"
import { Button, Container, toast } from "@medusajs/ui"
import { CheckoutTable } from "../../components/checkout-table"
import { Breadcrumb } from "../../components/breadcrumb"
import { OutcomeChart } from "../../components/outcome-chart"
import { Failure } from "../../components/states"
import { TableHeading } from "../../components/table-parts"
import { CHECKOUT_FILTERS, CHECKOUT_ORDERS, checkoutQuery, LONGEST_SEARCH } from "../../lib/checkout-query"
import { useCheckouts, useExport } from "../../lib/checkouts"
import { isForbidden } from "../../lib/api-client"
import { periodForAddress, periodForTable } from "../../lib/period"
import { useProblem } from "../../lib/problem"
import { useTableAddress } from "../../lib/table-address"
import { useWords } from "../../lib/words"

const PAGE_SIZE = 20

/** All checkouts, and how many of them are paid. */
const AlmaraPage = () => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const address = useTableAddress({
    filters: CHECKOUT_FILTERS,
    pageSize: PAGE_SIZE,
    orders: CHECKOUT_ORDERS,
    defaultOrder: "-created_at",
    forTable: { created_at: periodForTable },
    forAddress: { created_at: periodForAddress },
  })
  const { query, ignored } = checkoutQuery(address.filters, address.q)
  const notes = [
    ...(ignored.length > 0 ? [t("list.ignored", { what: ignored.join(", ") })] : []),
    ...(address.q.trim().length > LONGEST_SEARCH ? [t("list.searchCut", { count: LONGEST_SEARCH })] : []),
  ]
  const { data, isPending, isPlaceholderData, error, refetch } = useCheckouts({
    ...query,
    order: address.order,
    limit: PAGE_SIZE,
    offset: address.offset,
  })
  const exporting = useExport()

  const save = async () => {
    try {
      await exporting.mutateAsync(query)
      toast.success(t("name"), { description: t("list.exported") })
    } catch (failure) {
      toast.error(t("name"), { description: problemOf(failure) })
    }
  }

  if (isForbidden(error)) {
    return (
      <Container className="divide-y p-0" data-almara>
        <div className="px-6 py-4">
          <TableHeading title={t("list.title")} subtitle={t("list.subtitle")} />
        </div>
        <Failure error={error} onRetry={refetch} />
      </Container>
    )
  }
  return (
    <div className="flex flex-col gap-y-3" data-almara>
      <OutcomeChart />
      <Container className="divide-y overflow-hidden p-0">
        <CheckoutTable
          page={data}
          isLoading={isPending}
          isOld={isPlaceholderData}
          error={error}
          onRetry={refetch}
          notes={notes}
          address={address}
        >
          {data && (
            <Button size="small" variant="secondary" onClick={save} isLoading={exporting.isPending}>
              <ArrowDownTray />
              {t("list.export")}
            </Button>
          )}
        </CheckoutTable>
      </Container>
    </div>
  )
}

export const config = defineRouteConfig({ label: "name", translationNs: "almara", icon: CreditCard })

export const handle = { breadcrumb: () => <Breadcrumb text="name" /> }

export default AlmaraPage

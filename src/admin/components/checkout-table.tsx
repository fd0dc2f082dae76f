import { createDataTableColumnHelper, DataTable, useDataTable } from "@medusajs/ui"
import { useMemo } from "react"
import { Link, useNavigate } from "react-router-dom"
import { countedSum, type AdminCheckout } from "../../core/views/admin/checkout"
import type { CheckoutPage } from "../lib/checkouts"
import { LINK } from "../lib/link"
import { useCheckoutFilters } from "../lib/checkout-filters"
import type { useTableAddress } from "../lib/table-address"
import { useWords } from "../lib/words"
import { OutcomeBadge } from "./outcome-badge"
import { TableBody, TableToolbar } from "./table-parts"

const column = createDataTableColumnHelper<AdminCheckout>()

interface CheckoutTableProps {
  page: CheckoutPage | undefined
  isLoading: boolean
  isOld: boolean
  error: unknown
  onRetry: () => unknown
  /** What of the address could not be asked for. */
  notes: string[]
  address: ReturnType<typeof useTableAddress>
  children?: React.ReactNode
}

/** All checkouts, paged, sorted and narrowed by the server; a row leads to its page. */
export const CheckoutTable = ({
  page,
  isLoading,
  isOld,
  error,
  onRetry,
  notes,
  address,
  children,
}: CheckoutTableProps) => {
  const { t } = useWords()
  const navigate = useNavigate()
  const instance = useDataTable({
    data: page?.checkouts ?? [],
    columns: useColumns(),
    filters: useCheckoutFilters(page, address.filters),
    rowCount: page?.count ?? 0,
    isLoading,
    // The page goes back to the first one in the address, in the same step as what is changed.
    autoResetPageIndex: false,
    getRowId: (checkout) => checkout.id,
    onRowClick: (event, { id }) => {
      const path = `/almara/${id}`
      if (event.metaKey || event.ctrlKey)
        window.open(`${window.location.pathname.replace(/\/almara\/?$/, "")}${path}`, "_blank", "noreferrer")
      else void navigate(path)
    },
    search: address.search,
    sorting: address.sorting,
    filtering: address.filtering,
    pagination: address.pagination,
  })
  return (
    <DataTable instance={instance}>
      <TableToolbar
        title={t("list.title")}
        subtitle={t("list.subtitle")}
        searchLabel={t("list.searchBy")}
        notes={notes}
        hasSorting
        isFiltered={Object.keys(address.filters).length > 0}
      >
        {children}
      </TableToolbar>
      <TableBody
        error={error}
        onRetry={onRetry}
        isOld={isOld}
        isCapped={page?.is_capped ?? false}
        emptyState={{
          empty: { heading: t("list.empty"), description: t("list.emptyText") },
          filtered: { heading: t("list.filtered"), description: t("list.filteredText") },
        }}
      />
    </DataTable>
  )
}

/** What counts; below it what was asked for, where that was another sum. */
const Sum = ({ checkout }: { checkout: AdminCheckout }) => {
  const { t, amount } = useWords()
  const counted = countedSum(checkout)
  const [sum, asked] = [amount(counted.amount, counted.currency_code), amount(checkout.amount, checkout.currency_code)]
  return (
    <span className="flex flex-col items-end tabular-nums">
      {sum}
      {sum === asked ? null : (
        <span className="text-ui-fg-subtle txt-compact-xsmall">{`${t("fields.requested")} ${asked}`}</span>
      )}
    </span>
  )
}

/** What its order still asks for: nothing where it is paid, canceled or not there. */
const Owed = ({ checkout: { outstanding_amount, currency_code } }: { checkout: AdminCheckout }) => {
  const { amount } = useWords()
  const isOwed = Number(outstanding_amount ?? 0) > 0
  return <span className="tabular-nums">{isOwed ? amount(outstanding_amount ?? "0", currency_code) : "–"}</span>
}

/** That of the checkout; below it Almara's, where there is one: each in a column of its own, the list is too wide. */
const References = ({ checkout }: { checkout: AdminCheckout }) => {
  const { reference } = useWords()
  return (
    <span className="flex flex-col items-start">
      {/* A row is no link: this one is for those who go by keyboard, and for new windows. */}
      <Link to={`/almara/${checkout.id}`} className={LINK} onClick={(event) => event.stopPropagation()}>
        {checkout.checkout_reference}
      </Link>
      <span className="text-ui-fg-subtle txt-compact-xsmall">{reference(checkout)}</span>
    </span>
  )
}

const useColumns = () => {
  const { t, time } = useWords()
  return useMemo(
    () => [
      column.accessor("created_at", {
        header: t("fields.created"),
        enableSorting: true,
        cell: ({ getValue }) => time(getValue()),
      }),
      column.accessor("amount", {
        header: t("fields.amount"),
        enableSorting: true,
        align: "right",
        cell: ({ row }) => <Sum checkout={row.original} />,
      }),
      column.accessor("state", {
        header: t("fields.outcome"),
        enableSorting: true,
        cell: ({ row }) => <OutcomeBadge checkout={row.original} />,
      }),
      column.accessor("outstanding_amount", {
        header: t("fields.owes"),
        align: "right",
        cell: ({ row }) => <Owed checkout={row.original} />,
      }),
      column.accessor("order", {
        header: t("fields.order"),
        cell: ({ row }) => (row.original.order ? `#${row.original.order.display_id}` : "–"),
      }),
      column.accessor("order.email", {
        id: "email",
        header: t("fields.customer"),
        cell: ({ row }) => row.original.order?.email ?? "–",
      }),
      column.accessor("checkout_reference", {
        header: t("fields.references"),
        cell: ({ row }) => <References checkout={row.original} />,
      }),
    ],
    [t],
  )
}

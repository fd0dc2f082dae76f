import { createDataTableColumnHelper, createDataTableFilterHelper, DataTable, useDataTable } from "@medusajs/ui"
import { useMemo } from "react"
import { useNavigate } from "react-router-dom"
import type { AdminCheckout } from "../../core/admin-view"
import { CHECKOUT_STATES } from "../../core/transition"
import type { useTableAddress } from "../lib/table-address"
import { useWords } from "../lib/words"
import { OutcomeBadge } from "./outcome-badge"
import { TablePagination, TableToolbar } from "./table-parts"

const column = createDataTableColumnHelper<AdminCheckout>()
const filter = createDataTableFilterHelper<AdminCheckout>()
const DAY_IN_MILLISECONDS = 86_400_000

interface CheckoutTableProps {
  checkouts: AdminCheckout[]
  count: number
  isLoading: boolean
  address: ReturnType<typeof useTableAddress>
  children?: React.ReactNode
}

/** All checkouts, paged, sorted and narrowed by the server; a row leads to its page. */
export const CheckoutTable = ({ checkouts, count, isLoading, address, children }: CheckoutTableProps) => {
  const { t } = useWords()
  const navigate = useNavigate()
  const instance = useDataTable({
    data: checkouts,
    columns: useColumns(),
    filters: useFilters(checkouts),
    rowCount: count,
    isLoading,
    getRowId: (checkout) => checkout.id,
    onRowClick: (event, checkout) => {
      const path = `/almara/${checkout.id}`
      if (event.metaKey || event.ctrlKey) window.open(`${window.location.pathname.replace(/\/almara\/?$/, "")}${path}`, "_blank", "noreferrer")
      else void navigate(path)
    },
    search: address.search,
    sorting: address.sorting,
    filtering: address.filtering,
    pagination: address.pagination,
  })
  return (
    <DataTable instance={instance}>
      <TableToolbar title={t("list.title")} subtitle={t("list.subtitle")} searchPlaceholder={t("list.search")} hasFilters hasSorting>
        {children}
      </TableToolbar>
      <DataTable.Table
        emptyState={{
          empty: { heading: t("list.empty"), description: t("list.emptyText") },
          filtered: { heading: t("list.filtered"), description: t("list.filteredText") },
        }}
      />
      <TablePagination />
    </DataTable>
  )
}

const useColumns = () => {
  const words = useWords()
  const { t, amount, time } = words
  return useMemo(
    () => [
      column.accessor("created_at", { header: t("fields.created"), enableSorting: true, cell: ({ getValue }) => time(getValue()) }),
      column.accessor("state", { header: t("fields.outcome"), enableSorting: true, cell: ({ row }) => <OutcomeBadge checkout={row.original} /> }),
      column.accessor("amount", {
        header: t("fields.amount"),
        enableSorting: true,
        align: "right",
        cell: ({ row }) => <span className="tabular-nums">{amount(row.original.amount, row.original.currency_code)}</span>,
      }),
      column.accessor("order", { header: t("fields.order"), cell: ({ row }) => (row.original.order ? `#${row.original.order.display_id}` : "–") }),
      column.accessor("order.email", { id: "email", header: t("fields.customer"), cell: ({ row }) => row.original.order?.email ?? "–" }),
      column.accessor("checkout_reference", { header: t("fields.checkoutReference") }),
      column.accessor("transaction_reference", { header: t("fields.transactionReference"), cell: ({ getValue }) => getValue() ?? "–" }),
    ],
    [t]
  )
}

const useFilters = (checkouts: AdminCheckout[]) => {
  const { t } = useWords()
  // Which currencies there are is seen on the page; the store's own currency is always among them.
  const currencies = [...new Set(["kes", "usd", ...checkouts.map((checkout) => checkout.currency_code)])].sort().join(",")
  return useMemo(
    () => [
      filter.accessor("state", { type: "multiselect", label: t("fields.outcome"), options: CHECKOUT_STATES.map((value) => ({ value, label: t(`outcomes.${value}.label`) })) }),
      filter.accessor("created_at", {
        type: "date",
        label: t("fields.created"),
        format: "date",
        rangeOptionLabel: t("list.custom"),
        rangeOptionStartLabel: t("list.from"),
        rangeOptionEndLabel: t("list.to"),
        options: [0, 7, 30, 90].map((days) => ({ label: days === 0 ? t("list.today") : t("list.lastDays", { count: days }), value: { $gte: startOfDay(days) } })),
      }),
      filter.accessor("amount", { type: "number", label: t("fields.amount"), includeOperators: true }),
      filter.accessor("currency_code", { type: "multiselect", label: t("fields.currency"), options: currencies.split(",").map((value) => ({ value, label: value.toUpperCase() })) }),
    ],
    [t, currencies]
  )
}

const startOfDay = (daysAgo: number): string => {
  const day = new Date(Date.now() - daysAgo * DAY_IN_MILLISECONDS)
  day.setHours(0, 0, 0, 0)
  return day.toISOString()
}

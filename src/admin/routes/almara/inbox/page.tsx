import { defineRouteConfig } from "@medusajs/admin-sdk"
import {
  Checkbox,
  Container,
  createDataTableColumnHelper,
  createDataTableFilterHelper,
  DataTable,
  Text,
  toast,
  useDataTable,
  type DataTableRowSelectionState,
} from "@medusajs/ui"
import { useMemo, useState } from "react"
import type { AdminCallback } from "../../../../core/admin-inbox"
import { CallbackBadge } from "../../../components/callback-badge"
import { CallbackDrawer } from "../../../components/callback-drawer"
import { Failure } from "../../../components/states"
import { TablePagination, TableToolbar } from "../../../components/table-parts"
import { useCallbacks, useReplay } from "../../../lib/callbacks"
import { useTableAddress } from "../../../lib/table-address"
import { useProblem } from "../../../lib/problem"
import { useWords } from "../../../lib/words"

const PAGE_SIZE = 20
const STATES = ["waiting", "done", "unmatched", "dead"] as const
const column = createDataTableColumnHelper<AdminCallback>()
const filter = createDataTableFilterHelper<AdminCallback>()

/** Every callback that was acknowledged, with what became of it; one or several can be worked on again. */
const InboxPage = () => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const address = useTableAddress(["state"], PAGE_SIZE)
  const states = [address.filters.state].flat().filter(Boolean).join(",")
  const { data, isPending, isError, error, refetch } = useCallbacks({
    ...(address.q && { q: address.q }),
    ...(states && { state: states }),
    limit: PAGE_SIZE,
    offset: address.offset,
  })
  const [selection, setSelection] = useState<DataTableRowSelectionState>({})
  const [openId, setOpenId] = useState<string | null>(null)
  const { replay, progress } = useReplay()
  const callbacks = data?.callbacks ?? []
  // Until it is known, the column stands there: most people may, and nothing jumps.
  const mayReplay = data?.may_change !== false

  const replayAll = async (ids: string[]) => {
    try {
      const { replayed, failed } = await replay.mutateAsync(ids)
      setSelection({})
      if (replayed > 0) toast.success(t("name"), { description: t("inbox.replayedMany", { count: replayed }) })
      if (failed > 0) toast.error(t("name"), { description: t("inbox.replayFailed", { count: failed }) })
    } catch (failure) {
      toast.error(t("name"), { description: problemOf(failure) })
    }
  }

  const instance = useDataTable({
    data: callbacks,
    columns: useColumns(mayReplay),
    filters: useMemo(
      () => [filter.accessor("state", { type: "multiselect", label: t("fields.state"), options: STATES.map((value) => ({ value, label: t(`inbox.states.${value}`) })) })],
      [t]
    ),
    commands: mayReplay ? [{ label: t("inbox.replay"), shortcut: "r", action: (selected) => replayAll(Object.keys(selected)) }] : [],
    rowSelection: { state: selection, onRowSelectionChange: setSelection, enableRowSelection: mayReplay },
    rowCount: data?.count ?? 0,
    isLoading: isPending,
    getRowId: (callback) => callback.id,
    onRowClick: (_, callback) => setOpenId(callback.id),
    search: address.search,
    filtering: address.filtering,
    pagination: address.pagination,
  })

  return (
    <Container className="divide-y overflow-hidden p-0" data-almara>
      {isError ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <DataTable instance={instance}>
          <TableToolbar title={t("inbox.title")} subtitle={t("inbox.subtitle")} searchPlaceholder={t("inbox.search")} hasFilters>
            <Text size="small" className={progress ? "text-ui-fg-subtle" : "sr-only"} role="status">
              {progress ? t("inbox.progress", progress) : null}
            </Text>
          </TableToolbar>
          <DataTable.Table
            emptyState={{
              empty: { heading: t("inbox.empty"), description: t("inbox.emptyText") },
              filtered: { heading: t("list.filtered"), description: t("list.filteredText") },
            }}
          />
          <TablePagination />
          <DataTable.CommandBar selectedLabel={(count) => t("list.selected", { count })} />
        </DataTable>
      )}
      <CallbackDrawer
        callback={callbacks.find((callback) => callback.id === openId) ?? null}
        mayReplay={mayReplay}
        isReplaying={replay.isPending}
        onReplay={(id) => replayAll([id])}
        onClose={() => setOpenId(null)}
      />
    </Container>
  )
}

const useColumns = (mayReplay: boolean) => {
  const { t, exactTime } = useWords()
  return useMemo(
    () => [
      ...(mayReplay ? [selectColumn(t)] : []),
      column.accessor("created_at", { header: t("fields.received"), cell: ({ getValue }) => exactTime(getValue()) }),
      column.accessor("state", { header: t("fields.state"), cell: ({ row }) => <CallbackBadge callback={row.original} /> }),
      column.accessor("checkout", { header: t("fields.checkoutReference"), cell: ({ getValue }) => getValue()?.checkout_reference ?? "–" }),
      column.accessor("signed", { header: t("fields.signed"), cell: ({ getValue }) => (getValue() ? t("common.yes") : t("common.no")) }),
      column.accessor("tries", { header: t("fields.tries") }),
      column.accessor("last_error", { header: t("fields.error"), cell: ({ getValue }) => getValue() ?? "–" }),
    ],
    [t, mayReplay]
  )
}

const selectColumn = (t: ReturnType<typeof useWords>["t"]) =>
  column.select({
    header: ({ table }) => (
      <Checkbox
        aria-label={t("list.selectAll")}
        checked={table.getIsSomePageRowsSelected() ? "indeterminate" : table.getIsAllPageRowsSelected()}
        onCheckedChange={(isChecked) => table.toggleAllPageRowsSelected(isChecked === true)}
      />
    ),
    cell: ({ row }) => (
      <Checkbox
        aria-label={t("list.select", { what: row.original.conversation_id })}
        checked={row.getIsSelected()}
        onClick={(event) => event.stopPropagation()}
        onCheckedChange={(isChecked) => row.toggleSelected(isChecked === true)}
      />
    ),
  })

export const config = defineRouteConfig({ label: "menu.inbox", translationNs: "almara" })

export const handle = { breadcrumb: () => "Callbacks" }

export default InboxPage

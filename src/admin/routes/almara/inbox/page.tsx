import { defineRouteConfig } from "@medusajs/admin-sdk"
import {
  Container,
  createDataTableFilterHelper,
  DataTable,
  Text,
  toast,
  useDataTable,
  type DataTableRowSelectionState,
} from "@medusajs/ui"
import { useMemo, useState } from "react"
import { CALLBACK_STATES, type AdminCallback } from "../../../../core/views/admin/callback"
import { CallbackDrawer } from "../../../components/callback-drawer"
import { useCallbackColumns } from "../../../components/callback-table"
import { Breadcrumb } from "../../../components/breadcrumb"
import { Failure } from "../../../components/states"
import { TableBody, TableHeading, TableToolbar } from "../../../components/table-parts"
import { useCallbacks, useOneCallback, useReplay } from "../../../lib/callbacks"
import { listOf, LONGEST_SEARCH } from "../../../lib/checkout-query"
import { isForbidden } from "../../../lib/api-client"
import { useProblem } from "../../../lib/problem"
import { useTableAddress } from "../../../lib/table-address"
import { useWords } from "../../../lib/words"

const PAGE_SIZE = 20
const FILTERS = ["state"] as const
const filter = createDataTableFilterHelper<AdminCallback>()

/** Every callback that was acknowledged, with what became of it; one or several can be worked on again. */
const InboxPage = () => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const address = useTableAddress({ filters: FILTERS, pageSize: PAGE_SIZE })
  const states = listOf(address.filters.state).filter((state) => (CALLBACK_STATES as readonly string[]).includes(state))
  const q = address.q.trim().slice(0, LONGEST_SEARCH)
  const { data, isPending, isPlaceholderData, error, refetch } = useCallbacks({
    ...(q && { q }),
    ...(states.length > 0 && { state: states.join(",") }),
    limit: PAGE_SIZE,
    offset: address.offset,
  })
  const [selection, setSelection] = useState<DataTableRowSelectionState>({})
  const [opened, setOpened] = useState<AdminCallback | null>(null)
  const followed = useOneCallback(opened)
  const { replay, isReplaying, progress } = useReplay()
  const callbacks = data?.callbacks ?? []
  // Until it is known, the column stands there: most people may, and nothing jumps.
  const mayReplay = data?.may_change !== false

  const replayAll = async (ids: string[]) => {
    try {
      const result = await replay(ids)
      if (!result) return
      const { replayed, failed, reason } = result
      setSelection({})
      if (replayed > 0) toast.success(t("name"), { description: t("inbox.replayedMany", { count: replayed }) })
      if (failed > 0)
        toast.error(t("name"), { description: t("inbox.replayFailed", { count: failed, reason: problemOf(reason) }) })
    } catch (failure) {
      toast.error(t("name"), { description: problemOf(failure) })
    }
  }

  const instance = useDataTable({
    data: callbacks,
    columns: useCallbackColumns(mayReplay, setOpened),
    filters: useMemo(
      () => [
        filter.accessor("state", {
          type: "multiselect",
          label: t("fields.state"),
          options: CALLBACK_STATES.map((value) => ({ value, label: t(`inbox.states.${value}`) })),
        }),
      ],
      [t],
    ),
    commands: mayReplay
      ? [{ label: t("inbox.replay"), shortcut: "r", action: (selected) => replayAll(Object.keys(selected)) }]
      : [],
    rowSelection: { state: selection, onRowSelectionChange: setSelection, enableRowSelection: mayReplay },
    rowCount: data?.count ?? 0,
    isLoading: isPending,
    autoResetPageIndex: false,
    getRowId: (callback) => callback.id,
    // What the table hands over is its own row, which has nothing of the callback but the id.
    onRowClick: (_, { id }) => setOpened(callbacks.find((callback) => callback.id === id) ?? null),
    search: address.search,
    filtering: address.filtering,
    pagination: address.pagination,
  })

  if (isForbidden(error)) {
    return (
      <Container className="divide-y p-0" data-almara>
        <div className="px-6 py-4">
          <TableHeading title={t("inbox.title")} subtitle={t("inbox.subtitle")} />
        </div>
        <Failure error={error} onRetry={refetch} />
      </Container>
    )
  }
  return (
    <Container className="divide-y overflow-hidden p-0" data-almara>
      <DataTable instance={instance}>
        <TableToolbar
          title={t("inbox.title")}
          subtitle={t("inbox.subtitle")}
          searchLabel={t("inbox.searchBy")}
          isFiltered={Object.keys(address.filters).length > 0}
          notes={address.q.trim().length > LONGEST_SEARCH ? [t("list.searchCut", { count: LONGEST_SEARCH })] : []}
        >
          <Text size="small" className={progress ? "text-ui-fg-subtle text-nowrap" : "sr-only"} role="status">
            {progress ? t("inbox.progress", progress) : null}
          </Text>
        </TableToolbar>
        <TableBody
          error={error}
          onRetry={refetch}
          isOld={isPlaceholderData}
          isCapped={data?.is_capped ?? false}
          emptyState={{
            empty: { heading: t("inbox.empty"), description: t("inbox.emptyText") },
            filtered: { heading: t("list.filtered"), description: t("list.filteredText") },
          }}
        />
        <DataTable.CommandBar selectedLabel={(count) => t("list.selected", { count })} />
      </DataTable>
      <CallbackDrawer
        callback={followed}
        mayReplay={mayReplay}
        isReplaying={isReplaying}
        onReplay={(id) => replayAll([id])}
        onClose={() => setOpened(null)}
      />
    </Container>
  )
}

export const config = defineRouteConfig({ label: "menu.inbox", translationNs: "almara" })

export const handle = { breadcrumb: () => <Breadcrumb text="menu.inbox" /> }

export default InboxPage

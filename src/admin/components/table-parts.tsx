import { DataTable, Heading, Text, type DataTableEmptyStateProps } from "@medusajs/ui"
import { useWords } from "../lib/words"
import { LabelIconButtons, usePopoverLabel } from "./label-icon-buttons"
import { Failure } from "./states"

interface TableToolbarProps {
  title: string
  subtitle: string
  /** What can be searched by; read out, and shown to who points at the field. */
  searchLabel: string
  hasSorting?: boolean
  /** Whether the address has filters: their place is kept while the table loads. */
  isFiltered: boolean
  /** What of the address could not be asked for. */
  notes?: string[]
  children?: React.ReactNode
}

/** The heading of a table's page, also where the table itself may not be seen. */
export const TableHeading = ({ title, subtitle }: { title: string; subtitle: string }) => (
  <div>
    <Heading level="h1">{title}</Heading>
    <Text size="small" className="text-ui-fg-subtle">
      {subtitle}
    </Text>
  </div>
)

/** Heading, filters, sorting, search and what else there is above a table, in the order of Medusa's own tables. */
export const TableToolbar = ({
  title,
  subtitle,
  searchLabel,
  hasSorting,
  isFiltered,
  notes = [],
  children,
}: TableToolbarProps) => {
  const { t } = useWords()
  usePopoverLabel(t("list.filter"))
  return (
    <>
      <DataTable.Toolbar
        className="flex flex-col items-start justify-between gap-3 md:flex-row md:items-center"
        translations={{ clearAll: t("list.clear") }}
        alwaysShowFilterBar={isFiltered}
      >
        <TableHeading title={title} subtitle={subtitle} />
        <div className="flex w-full items-center gap-2 md:w-auto">
          <LabelIconButtons label={t("list.filter")}>
            <DataTable.FilterMenu tooltip={t("list.filter")} />
          </LabelIconButtons>
          {hasSorting ? (
            <LabelIconButtons label={t("list.sort")}>
              <DataTable.SortingMenu tooltip={t("list.sort")} />
            </LabelIconButtons>
          ) : null}
          <div className="min-w-0 flex-1 md:w-48 md:flex-none" title={searchLabel}>
            <LabelIconButtons label={searchLabel}>
              <DataTable.Search placeholder={t("list.search")} aria-label={`${t("list.search")}: ${searchLabel}`} />
            </LabelIconButtons>
          </div>
          {children}
        </div>
      </DataTable.Toolbar>
      {notes.map((note) => (
        <Text key={note} size="small" className="text-ui-fg-error px-6 py-2" role="status">
          {note}
        </Text>
      ))}
    </>
  )
}

interface TableBodyProps {
  error: unknown
  onRetry: () => unknown
  /** Whether what is shown is still that of the page or filter before. */
  isOld: boolean
  /** Whether there are more results than were counted. */
  isCapped: boolean
  emptyState: DataTableEmptyStateProps
}

/** The rows with their pages, or why they cannot be shown; the toolbar above stays, so that a filter can be removed. */
export const TableBody = ({ error, onRetry, isOld, isCapped, emptyState }: TableBodyProps) => {
  const { t } = useWords()
  if (error) return <Failure error={error} onRetry={onRetry} />
  return (
    <div aria-busy={isOld} className={`transition-opacity ${isOld ? "opacity-50" : ""}`}>
      <DataTable.Table emptyState={emptyState} />
      <DataTable.Pagination
        translations={{
          of: t("list.of"),
          results: t(isCapped ? "list.moreResults" : "list.results"),
          pages: t("list.pages"),
          prev: t("list.previous"),
          next: t("list.next"),
        }}
      />
    </div>
  )
}

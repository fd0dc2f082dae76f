import { DataTable, Heading, Text } from "@medusajs/ui"
import { useEffect, useRef } from "react"
import { useWords } from "../lib/words"

interface TableToolbarProps {
  title: string
  subtitle: string
  searchPlaceholder: string
  hasFilters?: boolean
  hasSorting?: boolean
  children?: React.ReactNode
}

/** Heading, search, filters and sorting above a table, in the order of Medusa's own tables. */
export const TableToolbar = ({ title, subtitle, searchPlaceholder, hasFilters, hasSorting, children }: TableToolbarProps) => {
  const { t } = useWords()
  return (
    <DataTable.Toolbar className="flex flex-col items-start justify-between gap-3 md:flex-row md:items-center" translations={{ clearAll: t("list.clear") }}>
      <div>
        <Heading level="h1">{title}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {subtitle}
        </Text>
      </div>
      <div className="flex w-full flex-wrap items-center gap-2 md:w-auto md:flex-nowrap">
        <div className="min-w-0 flex-1 md:w-64 md:flex-none">
          <Named label={searchPlaceholder}>
            <DataTable.Search placeholder={searchPlaceholder} aria-label={searchPlaceholder} />
          </Named>
        </div>
        {hasFilters ? (
          <Named label={t("list.filter")}>
            <DataTable.FilterMenu tooltip={t("list.filter")} />
          </Named>
        ) : null}
        {hasSorting ? (
          <Named label={t("list.sort")}>
            <DataTable.SortingMenu tooltip={t("list.sort")} />
          </Named>
        ) : null}
        {children}
      </div>
    </DataTable.Toolbar>
  )
}

/** Medusa's icon buttons take no name of their own: who does not see the icon hears this one, and no nameless pictures. */
const Named = ({ label, children }: { label: string; children: React.ReactNode }) => {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    place.current?.querySelector("button:not([aria-label])")?.setAttribute("aria-label", label)
    for (const picture of place.current?.querySelectorAll('[role="img"]:not([aria-label])') ?? []) picture.setAttribute("aria-hidden", "true")
  })
  return (
    <span ref={place} className="contents">
      {children}
    </span>
  )
}

export const TablePagination = () => {
  const { t } = useWords()
  return <DataTable.Pagination translations={{ of: t("list.of"), results: t("list.results"), pages: t("list.pages"), prev: t("list.previous"), next: t("list.next") }} />
}

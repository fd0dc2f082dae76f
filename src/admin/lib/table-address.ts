import type { DataTableFilteringState, DataTablePaginationState, DataTableSortingState } from "@medusajs/ui"
import { useSearchParams } from "react-router-dom"

/**
 * Keeps a table's filters, search, sorting and page in the address, so that it can be sent to a colleague and the
 * browser's back button works. Values are written as Medusa's own tables write them.
 */
export const useTableAddress = (filterIds: readonly string[], pageSize: number, defaultOrder?: string) => {
  const [address, setAddress] = useSearchParams()

  const change = (changes: Record<string, string | undefined>, keepsPage = false) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before)
        if (!keepsPage) after.delete("offset")
        for (const [key, value] of Object.entries(changes)) {
          if (value) after.set(key, value)
          else after.delete(key)
        }
        return after
      },
      { replace: true }
    )

  const offset = Math.max(0, Number.parseInt(address.get("offset") ?? "0", 10) || 0)
  const order = address.get("order") ?? defaultOrder
  const filters: DataTableFilteringState = Object.fromEntries(filterIds.flatMap((id) => (address.has(id) ? [[id, readValue(address.get(id) ?? "")]] : [])))

  return {
    q: address.get("q") ?? "",
    order,
    offset,
    filters,
    search: { state: address.get("q") ?? "", onSearchChange: (q: string) => change({ q }) },
    sorting: {
      state: order ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") } : null,
      onSortingChange: (sorting: DataTableSortingState | null) => change({ order: sorting ? `${sorting.desc ? "-" : ""}${sorting.id}` : undefined }),
    },
    pagination: {
      state: { pageIndex: Math.floor(offset / pageSize), pageSize },
      onPaginationChange: ({ pageIndex }: DataTablePaginationState) => change({ offset: pageIndex > 0 ? String(pageIndex * pageSize) : undefined }, true),
    },
    filtering: {
      state: filters,
      onFilteringChange: (state: DataTableFilteringState) =>
        change(Object.fromEntries(filterIds.map((id) => [id, state[id] === undefined ? undefined : JSON.stringify(state[id])]))),
    },
  }
}

/** What stands in an address may have been written by hand. */
const readValue = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

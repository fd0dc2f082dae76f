import type { DataTableFilteringState, DataTablePaginationState, DataTableSortingState } from "@medusajs/ui"
import { useEffect, useRef, useState } from "react"
import { useSearchParams } from "react-router-dom"
import { parse } from "./parse"

/** As far as the server pages: beyond it a search or a filter finds more. */
const FARTHEST = 5_000

interface AddressOptions {
  filters: readonly string[]
  pageSize: number
  /** The columns to sort by, and the order when none is asked for. */
  orders?: readonly string[]
  defaultOrder?: string
  /** How a filter's value looks in the table, where it is another than in the address; undefined when it is none. */
  forTable?: Record<string, (value: unknown) => unknown>
  forAddress?: Record<string, (value: unknown) => unknown>
}

/**
 * Keeps a table's filters, search, sorting and page in the address, so that it can be sent to a colleague and the
 * browser's back button takes each change back, as in Medusa's own tables.
 */
export const useTableAddress = ({
  filters: ids,
  pageSize,
  orders = [],
  defaultOrder,
  forTable = {},
  forAddress = {},
}: AddressOptions) => {
  const [arrived, setAddress] = useSearchParams()
  // The router takes a moment to come to a new address. The table must not be shown the old one meanwhile: its date
  // pickers would write back what they see.
  const [ahead, setAhead] = useState<URLSearchParams | null>(null)
  const newest = useRef<URLSearchParams | null>(null)
  useEffect(() => {
    newest.current = null
    setAhead(null)
  }, [arrived])
  // Back and forward may lead to the very address that the router never left: then nothing new arrives.
  useEffect(() => {
    const follow = () => {
      newest.current = null
      setAhead(new URLSearchParams(window.location.search))
    }
    window.addEventListener("popstate", follow)
    return () => window.removeEventListener("popstate", follow)
  }, [])
  const address = ahead ?? arrived

  const change = (changes: Record<string, string | undefined>, { keepsPage = false, isRefined = false } = {}) => {
    const before = newest.current ?? new URLSearchParams(window.location.search)
    if (Object.entries(changes).every(([key, value]) => (before.get(key) ?? "") === (value ?? ""))) return
    const after = new URLSearchParams(before)
    if (!keepsPage) after.delete("offset")
    for (const [key, value] of Object.entries(changes)) {
      if (value) after.set(key, value)
      else after.delete(key)
    }
    newest.current = after
    setAhead(after)
    // A filter that is still empty is no step to go back to.
    setAddress(after, { replace: isRefined || ids.some((id) => isEmpty(before.get(id))) })
  }

  const asked = address.get("order") ?? ""
  const order = orders.includes(asked.replace(/^-/, "")) ? asked : defaultOrder
  const offset = Math.min(Math.max(0, Number.parseInt(address.get("offset") ?? "0", 10) || 0), FARTHEST - pageSize)
  const q = address.get("q") ?? ""
  const filters: Record<string, unknown> = Object.fromEntries(
    ids.flatMap((id) => (address.has(id) ? [[id, readValue(address.get(id) ?? "")]] : [])),
  )
  const shown = Object.entries(filters).map(([id, value]) => [id, forTable[id] ? forTable[id](value) : value] as const)

  return {
    q,
    order,
    offset,
    filters,
    search: { state: q, onSearchChange: (text: string) => change({ q: text }, { isRefined: q !== "" && text !== "" }) },
    sorting: {
      state: order ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") } : null,
      onSortingChange: (sorting: DataTableSortingState | null) =>
        change({ order: sorting ? `${sorting.desc ? "-" : ""}${sorting.id}` : undefined }),
    },
    pagination: {
      state: { pageIndex: Math.floor(offset / pageSize), pageSize },
      onPaginationChange: ({ pageIndex }: DataTablePaginationState) =>
        change({ offset: pageIndex > 0 ? String(pageIndex * pageSize) : undefined }, { keepsPage: true }),
    },
    filtering: {
      state: Object.fromEntries(shown.filter(([, value]) => value !== undefined)) as DataTableFilteringState,
      onFilteringChange: (state: DataTableFilteringState) =>
        change(
          Object.fromEntries(
            ids.map((id) => [
              id,
              state[id] === undefined
                ? undefined
                : JSON.stringify(forAddress[id] ? forAddress[id](state[id]) : state[id]),
            ]),
          ),
        ),
    },
  }
}

const isEmpty = (text: string | null): boolean => text === "null" || text === "[]" || text === '""'

/** What stands in an address may have been written by hand. */
const readValue = (text: string): unknown => {
  const value = parse(text)
  return value === undefined ? text : value
}

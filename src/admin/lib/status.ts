import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { SettlementReport } from "../../core/views/admin/settlement"
import type { AdminStatus, TestCallback } from "../../core/views/admin/status"
import { fetchJson } from "./api-client"
import { CALLBACKS, FRESH } from "./query-options"
import { readersTimeZone } from "./words"

/** How the connection is doing; asked when the page is opened and when somebody wants to know, not on every focus. */
export const useStatus = () =>
  useQuery({
    queryKey: ["almara-status"],
    queryFn: () => fetchJson<{ status: AdminStatus; may_change: boolean }>("/status"),
    refetchOnWindowFocus: false,
    ...FRESH,
  })

/** Sends a callback to this store by its callback address. */
export const useTestCallback = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => fetchJson<{ test: TestCallback }>("/status/test-callback", { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: [CALLBACKS] }),
  })
}

const settlement = (days: number, isChecked: boolean) =>
  fetchJson<{ report: SettlementReport }>("/settlement", {
    query: { days, time_zone: readersTimeZone(), check: String(isChecked) },
  })

/** The settlement report as the ledger and Medusa have it. */
export const useSettlement = (days: number) =>
  useQuery({
    queryKey: ["almara-settlement", days],
    queryFn: () => settlement(days, false),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    ...FRESH,
  })

/** The same, for which Almara is asked about each payment: only when somebody says so, and not again by itself. */
export const useCheckedSettlement = () => useMutation({ mutationFn: (days: number) => settlement(days, true) })

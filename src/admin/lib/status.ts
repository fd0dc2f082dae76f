import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AdminStatus, SettlementReport, TestCallback } from "../../core/admin-status"
import { sdk } from "./sdk"
import { readersTimeZone } from "./words"

/** How the connection is doing; asked when the page is opened and when somebody wants to know, not on every focus. */
export const useStatus = () =>
  useQuery({
    queryKey: ["almara-status"],
    queryFn: () => sdk.client.fetch<{ status: AdminStatus }>("/admin/almara/status"),
    refetchOnWindowFocus: false,
  })

/** Sends a callback to this store by its public address. */
export const useTestCallback = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => sdk.client.fetch<{ test: TestCallback }>("/admin/almara/status/test-callback", { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["almara-callbacks"] }),
  })
}

export const useSettlement = (days: number, ask: boolean) =>
  useQuery({
    queryKey: ["almara-settlement", days, ask],
    queryFn: () =>
      sdk.client.fetch<{ report: SettlementReport }>("/admin/almara/settlement", { query: { days, time_zone: readersTimeZone(), ask: String(ask) } }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })

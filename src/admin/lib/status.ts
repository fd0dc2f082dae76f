import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AdminStatus, SettlementReport, TestCallback } from "../../core/admin-status"
import { ask } from "./door"
import { readersTimeZone } from "./words"

/** How the connection is doing; asked when the page is opened and when somebody wants to know, not on every focus. */
export const useStatus = () =>
  useQuery({
    queryKey: ["almara-status"],
    queryFn: () => ask<{ status: AdminStatus; may_change: boolean }>("/status"),
    refetchOnWindowFocus: false,
  })

/** Sends a callback to this store by its public address. */
export const useTestCallback = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => ask<{ test: TestCallback }>("/status/test-callback", { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["almara-callbacks"] }),
  })
}

/** The settlement report; with `isAsked` Almara is asked again about what is called paid. */
export const useSettlement = (days: number, isAsked: boolean) =>
  useQuery({
    queryKey: ["almara-settlement", days, isAsked],
    queryFn: () =>
      ask<{ report: SettlementReport }>("/settlement", { query: { days, time_zone: readersTimeZone(), ask: String(isAsked) } }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })

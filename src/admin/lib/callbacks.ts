import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { AdminCallback } from "../../core/admin-inbox"
import { ask } from "./door"

const CALLBACKS = "almara-callbacks"
const REFRESH_IN_MILLISECONDS = 3_000

/** One page of the inbox; looked at again while something on it waits to be worked off. */
export const useCallbacks = (query: Record<string, unknown>) =>
  useQuery({
    queryKey: [CALLBACKS, query],
    queryFn: () => ask<{ callbacks: AdminCallback[]; count: number; may_change: boolean }>("/callbacks", { query }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.callbacks.some((callback) => callback.state === "waiting") ? REFRESH_IN_MILLISECONDS : false),
  })

/** Replays callbacks one after the other, and tells how far it is. */
export const useReplay = () => {
  const queries = useQueryClient()
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const replay = useMutation({
    mutationFn: async (ids: string[]) => {
      let failed = 0
      for (const [index, id] of ids.entries()) {
        setProgress({ done: index + 1, total: ids.length })
        try {
          await ask(`/callbacks/${id}/replay`, { method: "POST" })
        } catch (error) {
          if (!(error instanceof Error)) throw error
          failed += 1
        }
      }
      return { replayed: ids.length - failed, failed }
    },
    onSettled: async () => {
      setProgress(null)
      await queries.invalidateQueries({ queryKey: [CALLBACKS] })
    },
  })
  return { replay, progress }
}

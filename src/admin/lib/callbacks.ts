import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import type { AdminCallback } from "../../core/views/admin/callback"
import { fetchJson, isForbidden, isSignedOut } from "./api-client"
import { CALLBACKS, FRESH } from "./query-options"

const REFRESH_IN_MILLISECONDS = 3_000
/**
 * What is due about now is looked at again; what waits for longer, or is long overdue, is not worth a request every few
 * seconds.
 */
const ABOUT_NOW_IN_MILLISECONDS = 30_000

interface CallbackPage {
  callbacks: AdminCallback[]
  count: number
  is_capped: boolean
  may_change: boolean
}

/** One page of the inbox; looked at again while something on it is about to be processed. */
export const useCallbacks = (query: Record<string, unknown>) =>
  useQuery({ ...inbox(query), placeholderData: keepPreviousData })

/**
 * One callback, as it is now, wherever the page that it was opened on has got to; as it was then until that is known.
 */
export const useOneCallback = (opened: AdminCallback | null): AdminCallback | null => {
  const { data } = useQuery({ ...inbox({ q: opened?.id, limit: 1 }), enabled: opened !== null })
  return data?.callbacks.find(({ id }) => id === opened?.id) ?? opened
}

const inbox = (query: Record<string, unknown>) =>
  queryOptions({
    queryKey: [CALLBACKS, query],
    queryFn: () => fetchJson<CallbackPage>("/callbacks", { query }),
    refetchInterval: ({ state }) => (state.data?.callbacks.some(isDueAboutNow) ? REFRESH_IN_MILLISECONDS : false),
    ...FRESH,
  })

const isDueAboutNow = ({ state, next_try_at }: AdminCallback): boolean =>
  state === "waiting" &&
  next_try_at !== null &&
  Math.abs(new Date(next_try_at).getTime() - Date.now()) < ABOUT_NOW_IN_MILLISECONDS

export interface Replayed {
  replayed: number
  failed: number
  /** Why the first of those that failed did. */
  reason: unknown
}

/** Replays callbacks one after the other, and tells how far it is; what is asked for meanwhile is left alone. */
export const useReplay = () => {
  const queries = useQueryClient()
  // Known at once, unlike what is shown: a key that is held down repeats faster.
  const isRunning = useRef(false)
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const mutation = useMutation({
    mutationFn: async (ids: string[]): Promise<Replayed> => {
      const failures: unknown[] = []
      for (const [index, id] of ids.entries()) {
        setProgress({ done: index + 1, total: ids.length })
        try {
          await fetchJson(`/callbacks/${id}/replay`, { method: "POST" })
        } catch (error) {
          // Who may not replay one may replay none.
          if (isForbidden(error) || isSignedOut(error)) throw error
          failures.push(error)
        }
      }
      return { replayed: ids.length - failures.length, failed: failures.length, reason: failures[0] }
    },
    onSettled: async () => {
      isRunning.current = false
      setProgress(null)
      await queries.invalidateQueries({ queryKey: [CALLBACKS] })
    },
  })
  const replay = async (ids: string[]): Promise<Replayed | undefined> => {
    if (isRunning.current) return undefined
    isRunning.current = true
    return mutation.mutateAsync(ids)
  }
  return { replay, isReplaying: mutation.isPending, progress }
}

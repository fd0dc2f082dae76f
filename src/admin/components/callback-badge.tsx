import { StatusBadge } from "@medusajs/ui"
import type { AdminCallback } from "../../core/views/admin/callback"
import { useWords } from "../lib/words"

const COLORS = { waiting: "orange", done: "green", unmatched: "grey", dead: "red" } as const satisfies Record<
  AdminCallback["state"],
  string
>

export const CallbackBadge = ({ callback }: { callback: Pick<AdminCallback, "state"> }) => {
  const { t } = useWords()
  return (
    <StatusBadge color={COLORS[callback.state]} className="text-nowrap">
      {t(`inbox.states.${callback.state}`)}
    </StatusBadge>
  )
}

import { InlineTip } from "@medusajs/ui"
import { useWords } from "../lib/words"

/** A warning, or a problem that is read out at once. */
export const Notice = ({
  variant = "error",
  children,
}: {
  variant?: "error" | "warning"
  children: React.ReactNode
}) => {
  const { t } = useWords()
  return (
    <InlineTip
      variant={variant}
      label={t(variant === "error" ? "common.problem" : "common.warning")}
      role={variant === "error" ? "alert" : undefined}
    >
      {children}
    </InlineTip>
  )
}

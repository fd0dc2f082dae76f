import { ArrowPath } from "@medusajs/icons"
import { Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { isBooking, type AdminCheckoutDetail, type ResolveAction } from "../../core/views/admin/checkout"
import { useSettle } from "../lib/checkouts"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { ResolveDrawer } from "./resolve-drawer"

/** "Check with Almara": asks now, and says what changed. */
export const CheckButton = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { t, labelOf, sentenceOf } = useWords()
  const { problemOf } = useProblem()
  const settle = useSettle()
  if (!checkout.actions.includes("check")) return null

  const check = async () => {
    try {
      const { checkout: settled } = await settle.mutateAsync(checkout.id)
      const words = { label: labelOf(settled), sentence: sentenceOf(settled) }
      const isNews =
        labelOf(checkout) !== words.label ||
        sentenceOf(checkout) !== words.sentence ||
        checkout.reported_amount !== settled.reported_amount
      toast.success(t("name"), { description: t(isNews ? "actions.changed" : "actions.unchanged", words) })
    } catch (error) {
      toast.error(t("name"), { description: problemOf(error) })
    }
  }

  return (
    <Button size="small" variant="secondary" onClick={check} isLoading={settle.isPending}>
      <ArrowPath />
      {t("actions.check")}
    </Button>
  )
}

/** What a person can do about money that needs attention; nothing where nothing can be done. */
export const ResolveButtons = ({ checkout }: { checkout: AdminCheckoutDetail }) => {
  const { t } = useWords()
  const [action, setAction] = useState<ResolveAction | null>(null)
  const resolutions = checkout.actions.filter((one): one is ResolveAction => one !== "check")
  // What was done may be followed by something else in the same drawer.
  if (resolutions.length === 0 && action === null) return null
  return (
    <div className="flex flex-wrap gap-2">
      {resolutions.map((one) => (
        <Button
          key={one}
          size="small"
          variant={isBooking(one) ? "primary" : "secondary"}
          onClick={() => setAction(one)}
        >
          {t(`actions.${one}`)}
        </Button>
      ))}
      <ResolveDrawer checkout={checkout} action={action} onClose={() => setAction(null)} />
    </div>
  )
}

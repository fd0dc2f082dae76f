import { Button, toast, usePrompt } from "@medusajs/ui"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"

interface SureButtonProps {
  label: string
  /** What will happen, for the question whether that is meant. */
  text: string
  /** What is said afterwards. */
  done: string
  change: { isPending: boolean; mutateAsync: () => Promise<unknown> }
}

/** Does something that needs nothing filled in, after a question. */
export const SureButton = ({ label, text, done, change }: SureButtonProps) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const prompt = usePrompt()

  const ask = async ({ currentTarget }: React.MouseEvent<HTMLButtonElement>) => {
    const isSure = await prompt({
      title: label,
      description: text,
      confirmText: label,
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    // The question has no way back to what asked it.
    currentTarget.focus()
    if (!isSure) return
    try {
      await change.mutateAsync()
      toast.success(t("name"), { description: done })
    } catch (error) {
      toast.error(t("name"), { description: problemOf(error) })
    }
  }

  return (
    <Button size="small" variant="secondary" onClick={ask} isLoading={change.isPending}>
      {label}
    </Button>
  )
}

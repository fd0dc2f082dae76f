import { Button, Drawer, Input, Label, Text, toast, usePrompt } from "@medusajs/ui"
import { useIsMutating } from "@tanstack/react-query"
import { useState } from "react"
import { isBooking, isPartlyPaid, type AdminCheckoutDetail, type ResolveAction } from "../../core/views/admin/checkout"
import { useResolve } from "../lib/checkouts"
import { useSums } from "../lib/facts"
import { useFocusBack } from "../lib/focus-back"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { FactList } from "./fact-list"
import { LabelIconButtons } from "./label-icon-buttons"
import { FieldHint, NoteField, SHORTEST_NOTE } from "./note-field"
import { Notice } from "./notice"
import { RestForm } from "./rest-form"

const LONGEST_AMOUNT = 40

/** Where somebody says what is done about held money, and why; asked once more before it is written down. */
export const ResolveDrawer = ({
  checkout,
  action,
  onClose,
}: {
  checkout: AdminCheckoutDetail
  action: ResolveAction | null
  onClose: () => void
}) => {
  const focusBack = useFocusBack(action !== null)
  const [partlyPaid, setPartlyPaid] = useState<string | null>(null)
  // A link that is being made has an end, which can be read here.
  const isBusy = useIsMutating() > 0
  const close = () => {
    setPartlyPaid(null)
    onClose()
  }
  const goOn = ({ order_id, ...settled }: AdminCheckoutDetail) =>
    order_id && isPartlyPaid(settled) ? setPartlyPaid(order_id) : close()
  return (
    <Drawer open={action !== null} onOpenChange={(isOpen) => (isOpen || isBusy ? undefined : close())}>
      <Drawer.Content onCloseAutoFocus={focusBack}>
        {partlyPaid ? (
          <RestForm orderId={partlyPaid} onClose={close} />
        ) : action ? (
          <ResolveForm checkout={checkout} action={action} onDone={goOn} onClose={close} />
        ) : null}
      </Drawer.Content>
    </Drawer>
  )
}

const ResolveForm = ({
  checkout: newest,
  action,
  onDone,
  onClose,
}: {
  checkout: AdminCheckoutDetail
  action: ResolveAction
  /** Gets the checkout as it is then. */
  onDone: (settled: AdminCheckoutDetail) => void
  onClose: () => void
}) => {
  const { t, sentenceOf } = useWords()
  // The page goes on to ask what became of it; what is decided here is about what stands here.
  const [checkout] = useState(newest)
  const sums = useSums(checkout)
  const [note, setNote] = useState("")
  const [amount, setAmount] = useState("")
  const [isTried, setIsTried] = useState(false)
  const prompt = usePrompt()
  const { problemOf } = useProblem()
  const resolve = useResolve()
  const lacksNote = !isBooking(action) && note.trim().length < SHORTEST_NOTE
  const needsAmount = isBooking(action) && checkout.hold_reason === "amount_unreadable"
  const isTyped = needsAmount && action === "accept"
  const lacksAmount = needsAmount && amount.trim() === ""

  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (lacksNote || lacksAmount || resolve.isPending) return
    const isSure = await prompt({
      title: t("actions.confirmTitle"),
      description: t("actions.confirmText"),
      confirmText: t(`actions.${action}`),
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    if (!isSure) return
    try {
      // Where the page shows this payment no more, what is said at the end is said all the same.
      const { checkout: settled } = await resolve.mutateAsync({
        id: checkout.id,
        action,
        note: note.trim(),
        ...(needsAmount && { amount: amount.trim() }),
        ...(checkout.case_version !== null && { case_version: checkout.case_version }),
      })
      toast.success(t("name"), { description: t("actions.done") })
      onDone(settled)
    } catch {
      // It is shown in the drawer: a toast would lie over its buttons.
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-1 flex-col overflow-hidden">
      <LabelIconButtons label={t("common.close")}>
        <Drawer.Header>
          <Drawer.Title>{t(`actions.${action}Title`)}</Drawer.Title>
          <Drawer.Description>{checkout.checkout_reference}</Drawer.Description>
        </Drawer.Header>
      </LabelIconButtons>
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
        <FactList facts={sums} />
        <Text size="small">{sentenceOf(checkout)}</Text>
        <Text size="small" className="text-ui-fg-subtle">
          {t(isTyped ? "actions.acceptTypedText" : `actions.${action}Text`)}
        </Text>
        {needsAmount ? (
          <div className="flex flex-col gap-y-2">
            <Label size="small" weight="plus" htmlFor="almara-amount">
              {t("actions.amount", { currency: checkout.currency_code.toUpperCase() })}
            </Label>
            <Input
              id="almara-amount"
              value={amount}
              inputMode="decimal"
              autoComplete="off"
              maxLength={LONGEST_AMOUNT}
              aria-describedby="almara-amount-hint"
              aria-invalid={isTried && lacksAmount}
              onChange={(event) => setAmount(event.target.value)}
            />
            <FieldHint id="almara-amount-hint" problem={isTried && lacksAmount ? t("actions.amountNeeded") : undefined}>
              {t("actions.amountHint")}
            </FieldHint>
          </div>
        ) : null}
        <NoteField
          label={t("actions.note")}
          hint={t("actions.noteHint")}
          problem={isTried && lacksNote ? t("actions.noteNeeded") : undefined}
          value={note}
          onChange={setNote}
        />
        {resolve.isError ? <Notice>{problemOf(resolve.error)}</Notice> : null}
      </Drawer.Body>
      <Drawer.Footer>
        <Button type="button" size="small" variant="secondary" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" size="small" isLoading={resolve.isPending}>
          {t(`actions.${action}`)}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

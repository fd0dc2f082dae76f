import { Button, Drawer, Input, Label, Text, toast, usePrompt } from "@medusajs/ui"
import { useIsMutating } from "@tanstack/react-query"
import { useState } from "react"
import type { AdminAlmaraOrder } from "../../core/views/admin/order"
import { useFocusBack } from "../lib/focus-back"
import { usePaidOtherwise, useSetDeadline } from "../lib/orders"
import { useProblem } from "../lib/problem"
import { readersTimeZone, useWords } from "../lib/words"
import { LabelIconButtons } from "./label-icon-buttons"
import { FieldHint, NoteField, SHORTEST_NOTE } from "./note-field"
import { Notice } from "./notice"

export type OrderAction = "move" | "paid"

/** Where somebody moves an order's deadline, or says how it was paid; asked once more before it is done. */
export const OrderDrawer = ({
  order,
  action,
  onClose,
}: {
  order: AdminAlmaraOrder
  action: OrderAction | null
  onClose: () => void
}) => {
  // What is being done has an end, which can be read here.
  const isBusy = useIsMutating() > 0
  const focusBack = useFocusBack(action !== null)
  return (
    <Drawer open={action !== null} onOpenChange={(isOpen) => (isOpen || isBusy ? undefined : onClose())}>
      <Drawer.Content onCloseAutoFocus={focusBack}>
        {action === "move" ? <MoveForm order={order} onClose={onClose} /> : null}
        {action === "paid" ? <PaidForm orderId={order.id} onClose={onClose} /> : null}
      </Drawer.Content>
    </Drawer>
  )
}

const MoveForm = ({ order, onClose }: { order: AdminAlmaraOrder; onClose: () => void }) => {
  const { t, time } = useWords()
  const [until, setUntil] = useState(order.deadline ? localOf(order.deadline) : "")
  const moment = Number.isNaN(Date.parse(until)) ? undefined : new Date(until).toISOString()
  return (
    <ChangeForm
      action="move"
      input={moment}
      sure={t("term.moveSure", { when: moment ? time(moment) : null })}
      change={useSetDeadline(order.id)}
      onClose={onClose}
    >
      {(isMissing) => (
        <div className="flex flex-col gap-y-2">
          <Label size="small" weight="plus" htmlFor="almara-until">
            {t("term.moveLabel")}
          </Label>
          <Input
            id="almara-until"
            type="datetime-local"
            max="9999-12-31T23:59"
            value={until}
            aria-describedby="almara-until-hint"
            aria-invalid={isMissing}
            onChange={(event) => setUntil(event.target.value)}
          />
          <FieldHint id="almara-until-hint" problem={isMissing ? t("term.moveNeeded") : undefined}>
            {t("term.moveHint", { zone: readersTimeZone() })}
          </FieldHint>
        </div>
      )}
    </ChangeForm>
  )
}

const PaidForm = ({ orderId, onClose }: { orderId: string; onClose: () => void }) => {
  const { t } = useWords()
  const [note, setNote] = useState("")
  const input = note.trim().length < SHORTEST_NOTE ? undefined : note.trim()
  return (
    <ChangeForm
      action="paid"
      input={input}
      sure={t("term.paidSure")}
      change={usePaidOtherwise(orderId)}
      onClose={onClose}
    >
      {(isMissing) => (
        <NoteField
          label={t("term.how")}
          hint={t("actions.noteHint")}
          problem={isMissing ? t("term.howNeeded") : undefined}
          value={note}
          onChange={setNote}
        />
      )}
    </ChangeForm>
  )
}

interface ChangeFormProps {
  action: OrderAction
  /** What to do; undefined while something is missing. */
  input: string | undefined
  /** What will happen, for the question whether that is meant. */
  sure: string
  change: { isPending: boolean; isError: boolean; error: unknown; mutateAsync: (input: string) => Promise<unknown> }
  onClose: () => void
  children: (isMissing: boolean) => React.ReactNode
}

const ChangeForm = ({ action, input, sure, change, onClose, children }: ChangeFormProps) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const [isTried, setIsTried] = useState(false)
  const prompt = usePrompt()

  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (input === undefined || change.isPending) return
    const isSure = await prompt({
      title: t(`term.${action}`),
      description: sure,
      confirmText: t(`term.${action}`),
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    if (!isSure) return
    try {
      await change.mutateAsync(input)
    } catch {
      // It is shown in the drawer: a toast would lie over its buttons.
      return
    }
    toast.success(t("name"), { description: t("actions.done") })
    onClose()
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-1 flex-col overflow-hidden">
      <LabelIconButtons label={t("common.close")}>
        <Drawer.Header>
          <Drawer.Title>{t(`term.${action}`)}</Drawer.Title>
          <Drawer.Description className="sr-only">{t("term.title")}</Drawer.Description>
        </Drawer.Header>
      </LabelIconButtons>
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
        <Text size="small" className="text-ui-fg-subtle">
          {t(`term.${action}Text`)}
        </Text>
        {children(isTried && input === undefined)}
        <Text size="small" className="text-ui-fg-subtle" role="status">
          {change.isPending ? t(`term.${action}Now`) : ""}
        </Text>
        {change.isError ? <Notice>{problemOf(change.error)}</Notice> : null}
      </Drawer.Body>
      <Drawer.Footer>
        <Button type="button" size="small" variant="secondary" onClick={onClose} disabled={change.isPending}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" size="small" isLoading={change.isPending}>
          {t(`term.${action}`)}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

/** A moment as the browser's own field takes it, in the reader's time. */
const localOf = (iso: string): string => {
  const moment = new Date(iso)
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

import { Button, Drawer, Input, Label, RadioGroup, Text, toast } from "@medusajs/ui"
import { useIsMutating } from "@tanstack/react-query"
import { useState } from "react"
import { LINK_GOOD_FOR_DAYS } from "../../core/views/admin/order"
import { useFocusBack } from "../lib/focus-back"
import { useMakeLink, useSendLink } from "../lib/orders"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { LabelIconButtons } from "./label-icon-buttons"
import { FieldHint } from "./note-field"
import { Notice } from "./notice"

export type LinkAction = "copy" | "send"

const VALIDITIES_IN_DAYS = [1, 3, LINK_GOOD_FOR_DAYS, 30]

interface LinkFormProps {
  orderId: string
  onClose: () => void
}

/** Where somebody says how long a payment link is good, and gets it or has it sent. */
export const LinkDrawer = ({ action, ...form }: LinkFormProps & { action: LinkAction | null }) => {
  // What is being done has an end, which can be read here.
  const isBusy = useIsMutating() > 0
  const focusBack = useFocusBack(action !== null)
  return (
    <Drawer open={action !== null} onOpenChange={(isOpen) => (isOpen || isBusy ? undefined : form.onClose())}>
      <Drawer.Content onCloseAutoFocus={focusBack}>
        {action ? <LinkFormOf action={action} {...form} /> : null}
      </Drawer.Content>
    </Drawer>
  )
}

/** The same without its drawer. */
export const LinkFormOf = ({ action, ...form }: LinkFormProps & { action: LinkAction }) =>
  action === "copy" ? <CopyForm {...form} /> : <SendForm {...form} />

const CopyForm = ({ orderId, onClose }: LinkFormProps) => {
  const make = useMakeLink(orderId)
  const [isCopied, setIsCopied] = useState(false)
  const copy = async (url: string) => setIsCopied(await isNowCopied(url))
  return (
    <LinkForm
      action="copy"
      change={make}
      url={make.data?.url}
      isCopied={isCopied}
      onCopy={copy}
      onSubmit={async (hours) => copy((await make.mutateAsync(hours)).url)}
      onClose={onClose}
    />
  )
}

const SendForm = ({ orderId, onClose }: LinkFormProps) => {
  const { t } = useWords()
  const send = useSendLink(orderId)
  const submit = async (hours: number) => {
    await send.mutateAsync(hours)
    toast.success(t("name"), { description: t("links.sendDone") })
    onClose()
  }
  return <LinkForm action="send" change={send} onSubmit={submit} onClose={onClose} />
}

interface FormProps {
  action: LinkAction
  change: { isPending: boolean; isError: boolean; error: unknown }
  /** The address, once it is there. */
  url?: string | undefined
  isCopied?: boolean
  onCopy?: (url: string) => Promise<void>
  onSubmit: (hours: number) => Promise<void>
  onClose: () => void
}

const LinkForm = ({ action, change, url, isCopied = false, onCopy, onSubmit, onClose }: FormProps) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const [days, setDays] = useState(LINK_GOOD_FOR_DAYS)

  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (change.isPending) return
    try {
      await (url === undefined ? onSubmit(days * 24) : onCopy?.(url))
    } catch {
      // It is shown in the drawer: a toast would lie over its buttons.
    }
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-1 flex-col overflow-hidden">
      <LabelIconButtons label={t("common.close")}>
        <Drawer.Header>
          <Drawer.Title>{t(`links.${action}`)}</Drawer.Title>
          <Drawer.Description className="sr-only">{t("links.title")}</Drawer.Description>
        </Drawer.Header>
      </LabelIconButtons>
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
        <Text size="small" className="text-ui-fg-subtle">
          {t(`links.${action}Text`)}
        </Text>
        {url === undefined ? <Validity days={days} onChange={setDays} /> : <LinkField url={url} />}
        <Text size="small" className="text-ui-fg-subtle" role="status">
          {change.isPending ? t(`links.${action}Now`) : url ? t(isCopied ? "links.copied" : "links.notCopied") : ""}
        </Text>
        {change.isError ? <Notice>{problemOf(change.error)}</Notice> : null}
      </Drawer.Body>
      <Drawer.Footer>
        <Button type="button" size="small" variant="secondary" onClick={onClose} disabled={change.isPending}>
          {t(url === undefined ? "common.cancel" : "common.close")}
        </Button>
        <Button type="submit" size="small" isLoading={change.isPending}>
          {t(url === undefined ? `links.${action}` : "links.copyAgain")}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

const Validity = ({ days, onChange }: { days: number; onChange: (days: number) => void }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-3">
      <Label size="small" weight="plus" id="almara-validity">
        {t("links.validity")}
      </Label>
      <RadioGroup
        aria-labelledby="almara-validity"
        className="gap-y-3"
        value={String(days)}
        onValueChange={(value) => onChange(Number(value))}
      >
        {VALIDITIES_IN_DAYS.map((one) => (
          <div key={one} className="flex items-center gap-x-3">
            <RadioGroup.Item id={`almara-days-${one}`} value={String(one)} />
            <Label size="small" htmlFor={`almara-days-${one}`}>
              {t("links.days", { count: one })}
            </Label>
          </div>
        ))}
      </RadioGroup>
    </div>
  )
}

/** The address as it is told once: who cannot copy it by a button selects it. */
const LinkField = ({ url }: { url: string }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-2">
      <Label size="small" weight="plus" htmlFor="almara-link">
        {t("links.address")}
      </Label>
      <Input
        id="almara-link"
        readOnly
        autoFocus
        value={url}
        aria-describedby="almara-link-hint"
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <FieldHint id="almara-link-hint" problem={undefined}>
        {t("links.once")}
      </FieldHint>
    </div>
  )
}

/** A page that did not come over https has no clipboard, and a browser may refuse it. */
const isNowCopied = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

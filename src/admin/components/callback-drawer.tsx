import { Button, Drawer, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { AdminCallback } from "../../core/views/admin/callback"
import { useFocusBack } from "../lib/focus-back"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"
import { CallbackBadge } from "./callback-badge"
import { FactList } from "./fact-list"
import { LabelIconButtons } from "./label-icon-buttons"

interface CallbackDrawerProps {
  callback: AdminCallback | null
  mayReplay: boolean
  isReplaying: boolean
  onReplay: (id: string) => void
  onClose: () => void
}

/** One callback as it came, and what became of it. */
export const CallbackDrawer = ({ callback, mayReplay, isReplaying, onReplay, onClose }: CallbackDrawerProps) => {
  const { t } = useWords()
  const focusBack = useFocusBack(callback !== null)
  return (
    <Drawer open={callback !== null} onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Drawer.Content onCloseAutoFocus={focusBack}>
        <LabelIconButtons label={t("common.close")}>
          <Drawer.Header>
            <Drawer.Title>{t("inbox.payload")}</Drawer.Title>
            <Drawer.Description>{t("inbox.masked")}</Drawer.Description>
          </Drawer.Header>
        </LabelIconButtons>
        <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
          {callback ? <CallbackFacts callback={callback} /> : null}
        </Drawer.Body>
        <Drawer.Footer>
          <Button size="small" variant="secondary" onClick={onClose}>
            {t("common.close")}
          </Button>
          {mayReplay ? (
            <Button
              size="small"
              // What is done needs nothing; what is given up waits for this.
              variant={callback?.state === "dead" ? "primary" : "secondary"}
              isLoading={isReplaying}
              onClick={() => (callback ? onReplay(callback.id) : undefined)}
            >
              {t("inbox.replay")}
            </Button>
          ) : null}
        </Drawer.Footer>
      </Drawer.Content>
    </Drawer>
  )
}

const CallbackFacts = ({ callback }: { callback: AdminCallback }) => {
  const { t, exactTime, time } = useWords()
  return (
    <>
      <div className="flex items-center justify-between gap-x-2">
        <CallbackBadge callback={callback} />
        {callback.checkout ? (
          <Link to={`/almara/${callback.checkout.id}`} className={`txt-compact-small-plus ${LINK}`}>
            {callback.checkout.checkout_reference}
          </Link>
        ) : (
          <Text size="small" className="text-ui-fg-subtle">
            {t("inbox.noCheckout")}
          </Text>
        )}
      </div>
      <FactList
        facts={[
          { label: t("fields.received"), value: exactTime(callback.created_at) },
          { label: t("fields.merchantRequestId"), value: callback.merchant_request_id, isCopied: true },
          { label: t("fields.signed"), value: callback.signed ? t("common.yes") : t("common.no") },
          { label: t("inbox.duplicate"), value: callback.duplicate_of, isCopied: true },
          { label: t("fields.tries"), value: callback.tries === 0 ? null : String(callback.tries) },
          { label: t("inbox.nextTry"), value: callback.state === "waiting" ? time(callback.next_try_at) : null },
          { label: t("inbox.processed"), value: time(callback.processed_at) },
          { label: t("fields.error"), value: callback.last_error },
        ]}
      />
      <pre
        className="bg-ui-bg-subtle text-ui-fg-base shadow-borders-base whitespace-pre-wrap break-all rounded-md p-3 font-mono text-xs leading-5"
        role="region"
        tabIndex={0}
        aria-label={t("inbox.payload")}
      >
        {JSON.stringify(callback.payload, null, 2)}
      </pre>
    </>
  )
}

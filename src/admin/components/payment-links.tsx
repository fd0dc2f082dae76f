import { Button, Text } from "@medusajs/ui"
import { useState } from "react"
import type { AdminAlmaraOrder, AdminPaymentLink } from "../../core/views/admin/order"
import { useAlmaraOrder, useWithdrawLinks } from "../lib/orders"
import { useWords } from "../lib/words"
import { FactList } from "./fact-list"
import { LinkDrawer, type LinkAction } from "./link-drawer"
import { SureButton } from "./sure-button"

const liveOf = ({ payment_links }: AdminAlmaraOrder) => payment_links.filter(({ is_live }) => is_live)

/** In which ways a link of an order can be handed out. */
export const linkActionsOf = ({ may_make_link, may_send_email }: AdminAlmaraOrder): LinkAction[] =>
  may_make_link ? ["copy", ...(may_send_email ? ["send" as const] : [])] : []

/** Whether there is anything to say or to do about payment links of an order. */
const hasLinks = (order: AdminAlmaraOrder): boolean => order.owes && (order.may_make_link || liveOf(order).length > 0)

/** So many links that work are told about one by one. */
const MOST_LINKS = 3

interface PaymentLinksProps {
  orderId: string
  /** What stands around them, where there are any. */
  frame?: (links: React.ReactNode) => React.ReactNode
}

/**
 * The links by which what an order owes can be paid, and what the merchant can do about them; nothing where nobody can
 * pay it so.
 */
export const PaymentLinks = ({ orderId, frame = (links) => links }: PaymentLinksProps) => {
  const { data } = useAlmaraOrder(orderId)
  if (!data || !hasLinks(data.order)) return null
  return frame(<Links order={data.order} mayChange={data.may_change} />)
}

const Links = ({ order, mayChange }: { order: AdminAlmaraOrder; mayChange: boolean }) => {
  const { t, amount, time } = useWords()
  const live = liveOf(order)
  const isOut = live.length > 0
  const sentences = [
    t("links.owed", { amount: amount(order.outstanding_amount ?? "0", order.currency_code) }),
    isOut ? null : t("links.none"),
    isOut && order.deadline ? t("links.held", { when: time(order.deadline) }) : null,
    live.length > MOST_LINKS ? t("links.more", { count: live.length - MOST_LINKS }) : null,
  ]
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("links.title")}
      </Text>
      <Text size="small" leading="compact" className="text-ui-fg-subtle" role="status">
        {sentences.filter(Boolean).join(" ")}
      </Text>
      {live.slice(0, MOST_LINKS).map((link) => (
        <LinkFacts key={link.id} link={link} />
      ))}
      {mayChange ? <LinkActions order={order} isOut={isOut} /> : null}
    </div>
  )
}

/** Until when it is good, and what became of it. */
const LinkFacts = ({ link }: { link: AdminPaymentLink }) => {
  const { t, actorOf, time } = useWords()
  return (
    <div className="bg-ui-bg-subtle rounded-md px-3 py-2">
      <FactList
        facts={[
          { label: t("links.made"), value: `${time(link.created_at)} · ${actorOf(link.created_by)}` },
          { label: t("links.until"), value: time(link.expires_at) },
          { label: t("links.sent"), value: time(link.sent_at) },
          { label: t("links.seen"), value: time(link.seen_at) ?? t("links.notYet") },
          { label: t("links.opened"), value: time(link.opened_at) ?? t("links.notYet") },
        ]}
      />
    </div>
  )
}

const LinkActions = ({ order, isOut }: { order: AdminAlmaraOrder; isOut: boolean }) => {
  const { t } = useWords()
  const [action, setAction] = useState<LinkAction | null>(null)
  const withdraw = useWithdrawLinks(order.id)
  const actions = linkActionsOf(order)
  return (
    <div className="flex flex-wrap gap-2">
      {actions.map((one) => (
        <Button key={one} size="small" variant="secondary" onClick={() => setAction(one)}>
          {t(`links.${one}`)}
        </Button>
      ))}
      {isOut ? (
        <SureButton
          label={t("links.withdraw")}
          text={t("links.withdrawText")}
          done={t("links.withdrawn")}
          change={withdraw}
        />
      ) : null}
      <LinkDrawer orderId={order.id} action={action} onClose={() => setAction(null)} />
    </div>
  )
}

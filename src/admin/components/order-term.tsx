import { Button, Skeleton, Text } from "@medusajs/ui"
import { useState } from "react"
import type { AdminAlmaraOrder } from "../../core/views/admin/order"
import { useAlmaraOrder, useSetDeadline } from "../lib/orders"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { OrderDrawer, type OrderAction } from "./order-drawer"
import { Notice } from "./notice"
import { SureButton } from "./sure-button"

/** Until when an order that waits can be paid, and what the merchant can do about that. */
export const OrderTerm = ({ orderId }: { orderId: string }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const { data, isPending, isError, error } = useAlmaraOrder(orderId)
  if (!isPending && !isError && !data.order.owes) return null
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("term.title")}
      </Text>
      {isPending ? (
        <Skeleton className="h-14 w-full" />
      ) : isError ? (
        <Notice>{problemOf(error)}</Notice>
      ) : (
        <Term order={data.order} mayChange={data.may_change} />
      )}
    </div>
  )
}

const Term = ({ order, mayChange }: { order: AdminAlmaraOrder; mayChange: boolean }) => {
  const { t, time } = useWords()
  const [action, setAction] = useState<OrderAction | null>(null)
  const { is_kept, deadline } = order
  return (
    <>
      <Text size="small" leading="compact" className="text-ui-fg-subtle" role="status">
        {is_kept ? t("term.kept") : deadline ? t("term.until", { when: time(deadline) }) : t("term.noDeadline")}
      </Text>
      {mayChange ? (
        <div className="flex flex-wrap gap-2">
          {is_kept || deadline ? (
            <Button size="small" variant="secondary" onClick={() => setAction("move")}>
              {t("term.move")}
            </Button>
          ) : null}
          {deadline ? <KeepButton orderId={order.id} /> : null}
          <Button size="small" variant="secondary" onClick={() => setAction("paid")}>
            {t("term.paid")}
          </Button>
        </div>
      ) : null}
      <OrderDrawer order={order} action={action} onClose={() => setAction(null)} />
    </>
  )
}

/** "Keep without a deadline": there is nothing to fill in, so a question is enough. */
const KeepButton = ({ orderId }: { orderId: string }) => {
  const { t } = useWords()
  const { isPending, mutateAsync } = useSetDeadline(orderId)
  const keep = { isPending, mutateAsync: () => mutateAsync(null) }
  return <SureButton label={t("term.keep")} text={t("term.keepText")} done={t("actions.done")} change={keep} />
}

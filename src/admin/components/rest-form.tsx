import { Button, Drawer, Skeleton, Text } from "@medusajs/ui"
import { useState } from "react"
import { useAlmaraOrder } from "../lib/orders"
import { useWords } from "../lib/words"
import { LabelIconButtons } from "./label-icon-buttons"
import { LinkFormOf, type LinkAction } from "./link-drawer"
import { linkActionsOf } from "./payment-links"

/** What an order still owes after a part was put onto it, and the links by which that can be asked for. */
export const RestForm = ({ orderId, onClose }: { orderId: string; onClose: () => void }) => {
  const { t, amount } = useWords()
  const { data } = useAlmaraOrder(orderId)
  const [action, setAction] = useState<LinkAction | null>(null)
  if (action) return <LinkFormOf action={action} orderId={orderId} onClose={onClose} />
  return (
    <>
      <LabelIconButtons label={t("common.close")}>
        <Drawer.Header>
          <Drawer.Title>{t("links.restTitle")}</Drawer.Title>
          <Drawer.Description className="sr-only">{t("links.title")}</Drawer.Description>
        </Drawer.Header>
      </LabelIconButtons>
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
        {data ? (
          <>
            <Text size="small" role="status">
              {t("links.owed", { amount: amount(data.order.outstanding_amount ?? "0", data.order.currency_code) })}
            </Text>
            <div className="flex flex-wrap gap-2">
              {linkActionsOf(data.order).map((one) => (
                <Button key={one} type="button" size="small" variant="secondary" onClick={() => setAction(one)}>
                  {t(`links.${one}Rest`)}
                </Button>
              ))}
            </div>
          </>
        ) : (
          <Skeleton className="h-14 w-full" />
        )}
      </Drawer.Body>
      <Drawer.Footer>
        <Button type="button" size="small" variant="secondary" onClick={onClose}>
          {t("common.close")}
        </Button>
      </Drawer.Footer>
    </>
  )
}

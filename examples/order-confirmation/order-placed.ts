import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createAlmaraPaymentLink } from "../../src/workflows"

/** Confirms an order by e-mail. While something is owed, it says by which link it can be paid. */
export default async function confirmOrder({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "display_id", "email"], filters: { id: event.data.id } })
  const [order] = data
  if (!order?.email) return
  const link = await createAlmaraPaymentLink(container, { orderId: order.id })
  const sentences = ["We have your order. Thank you!", ...(link ? [`You can pay it here: ${link.url}`] : [])]
  await container.resolve(Modules.NOTIFICATION).createNotifications({
    to: order.email,
    channel: "email",
    template: "order-confirmation",
    // Not into `data`: Medusa keeps that, and shows it to every admin user.
    content: {
      subject: `Your order #${order.display_id}`,
      text: sentences.join("\n\n"),
      html: sentences.map((sentence) => `<p>${sentence}</p>`).join(""),
    },
    resource_id: order.id,
    resource_type: "order",
    idempotency_key: `order-confirmation-${order.id}`,
  })
}

export const config: SubscriberConfig = { event: "order.placed" }

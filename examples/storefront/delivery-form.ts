import { z } from "zod"
import type { Cart } from "./shop"

const text = z.string().trim().min(1).max(120)

/** The checkout form as it is sent. */
export const deliverySchema = z.object({
  email: z.email().max(120),
  firstName: text,
  lastName: text,
  address: text,
  postalCode: text,
  city: text,
  shippingOptionId: text,
})

/** The form's fields as texts, right or wrong. */
export type DeliveryForm = Partial<Record<keyof z.output<typeof deliverySchema>, string>>

/** So that nobody has to type to try the demo. */
export const exampleDelivery: DeliveryForm = {
  email: "wanjiku@example.com",
  firstName: "Wanjiku",
  lastName: "Kamau",
  address: "Kenyatta Avenue 12",
  postalCode: "00100",
  city: "Nairobi",
}

/** What the cart already knows from an earlier try. */
export function knownDelivery({ email, shipping_address, shipping_methods }: Cart): DeliveryForm | undefined {
  if (!email || !shipping_address) return undefined
  return {
    email,
    firstName: shipping_address.first_name ?? "",
    lastName: shipping_address.last_name ?? "",
    address: shipping_address.address_1 ?? "",
    postalCode: shipping_address.postal_code ?? "",
    city: shipping_address.city ?? "",
    shippingOptionId: shipping_methods?.[0]?.shipping_option_id ?? "",
  }
}

import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer, OrderDTO } from "@medusajs/framework/types"
import { addMoney, money, type Money } from "../../core/money"
import { exactAmount, type WithAmount } from "../../modules/almara/medusa-amount"

type Fields = Record<string, unknown>
type Line = Fields & { title?: string; variant_id?: string | null; tax_lines?: Fields[]; adjustments?: Fields[] }

const ADDRESS = [
  "first_name",
  "last_name",
  "phone",
  "company",
  "address_1",
  "address_2",
  "city",
  "country_code",
  "province",
  "postal_code",
  "metadata",
]
const ORDER = [
  "region_id",
  "customer_id",
  "sales_channel_id",
  "email",
  "currency_code",
  "locale",
  "no_notification",
  "metadata",
]
const ITEM = [
  "title",
  "subtitle",
  "thumbnail",
  "variant_id",
  "product_id",
  "product_title",
  "product_description",
  "product_subtitle",
  "product_type",
  "product_type_id",
  "product_collection",
  "product_handle",
  "variant_sku",
  "variant_barcode",
  "variant_title",
  "variant_option_values",
  "requires_shipping",
  "is_giftcard",
  "is_discountable",
  "is_tax_inclusive",
  "is_custom_price",
  "metadata",
]
const SHIPPING = [
  "name",
  "description",
  "is_tax_inclusive",
  "is_custom_amount",
  "shipping_option_id",
  "data",
  "metadata",
]
const TAX_LINE = ["description", "tax_rate_id", "code", "rate", "provider_id", "metadata", "data"]
const ADJUSTMENT = ["code", "description", "promotion_id", "provider_id", "is_tax_inclusive"]

/** An order as another one like it is made of it. */
export interface OrderCopy {
  /** What Medusa's order module makes an order of. */
  input: Fields
  items: { title: string; variantId: string | null }[]
  promotionIds: string[]
  /** What its items and its delivery cost, less its promotions and with its taxes. */
  total: Money
}

/** Reads an order's items, with the prices and promotions that it has, its delivery, its addresses and its customer. */
export async function copyOfOrder(container: MedusaContainer, orderId: string): Promise<OrderCopy> {
  const order = await container.resolve(Modules.ORDER).retrieveOrder(orderId, {
    select: ["id", "item_total", "shipping_total", ...ORDER] as never,
    relations: [
      "items",
      "items.tax_lines",
      "items.adjustments",
      "shipping_methods",
      "shipping_methods.tax_lines",
      "shipping_methods.adjustments",
      "shipping_address",
      "billing_address",
    ],
  })
  const items = linesOf(order.items).filter((item) => Number(item.quantity) > 0)
  const methods = linesOf(order.shipping_methods)
  const adjustments = [...items, ...methods].flatMap((line) => line.adjustments ?? [])
  return {
    input: {
      ...picked(order as unknown as Fields, ORDER),
      shipping_address: addressOf(order.shipping_address),
      billing_address: addressOf(order.billing_address),
      items: items.map((item) => lineOf(item, ITEM, ["quantity", "unit_price", "compare_at_unit_price"])),
      shipping_methods: methods.map((method) => lineOf(method, SHIPPING, ["amount"])),
    },
    items: items.map(({ title, variant_id }) => ({ title: title ?? "", variantId: variant_id ?? null })),
    promotionIds: [...new Set(adjustments.map(({ promotion_id }) => promotion_id))].filter(
      (id): id is string => typeof id === "string",
    ),
    total: totalOf(order),
  }
}

/** A line without its ids: those belong to the order that it stands on. */
function lineOf(line: Line, names: string[], amounts: string[]): Fields {
  return {
    ...picked(line, names),
    ...amountsOf(line, amounts),
    tax_lines: (line.tax_lines ?? []).map((tax) => picked(tax, TAX_LINE)),
    adjustments: (line.adjustments ?? []).map((one) => ({ ...picked(one, ADJUSTMENT), ...amountsOf(one, ["amount"]) })),
  }
}

function linesOf(lines: unknown): Line[] {
  return (lines ?? []) as Line[]
}

function addressOf(address: OrderDTO["shipping_address"]): Fields | undefined {
  return address ? picked(address as unknown as Fields, ADDRESS) : undefined
}

function picked(from: Fields, names: string[]): Fields {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]))
}

/** With every digit. */
function amountsOf(from: Fields, names: string[]): Fields {
  const known = names.filter((name) => from[name] !== undefined && from[name] !== null)
  return Object.fromEntries(known.map((name) => [name, exactAmount(from as WithAmount<string>, name)]))
}

function totalOf(order: OrderDTO): Money {
  const { currency_code } = order
  const sums = order as unknown as WithAmount<"item_total" | "shipping_total">
  return addMoney(
    money(exactAmount(sums, "item_total"), currency_code),
    money(exactAmount(sums, "shipping_total"), currency_code),
  )
}

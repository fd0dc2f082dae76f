declare const kind: unique symbol

/** A text that is an id of one kind; none of another kind, and no plain text, passes for it. */
type Id<Kind extends string> = string & { readonly [kind]: Kind }

/** Our id of a checkout order at Almara: `originatorConversationId` on the wire. */
export type MerchantRequestId = Id<"MerchantRequestId">
/** Almara's id of the conversation about it: `conversationId` or `systemConversationId` on the wire. */
export type GatewayConversationId = Id<"GatewayConversationId">
/** Almara's id of the checkout: `checkoutId` on the wire. */
export type GatewayCheckoutId = Id<"GatewayCheckoutId">
/** The id of an attempt in our ledger. */
export type CheckoutId = Id<"CheckoutId">

/**
 * An id of this kind, or a text that nobody has called an id of another: what a request or a caller from outside
 * brings.
 */
export type TextOf<AnId extends Id<string>> = AnId extends Id<infer Kind> ? string & { readonly [kind]?: Kind } : never

type PlainText = string & { readonly [kind]?: never }

/** Calls a text an id: where the id is minted or read, and nowhere else. */
export function asId<AnId extends Id<string>>(text: PlainText): AnId
export function asId<AnId extends Id<string>>(text: PlainText | undefined): AnId | undefined
export function asId<AnId extends Id<string>>(text: PlainText | undefined): AnId | undefined {
  return text as string | undefined as AnId | undefined
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Returns one spelling for an id of ours: gateways write GUIDs in either letter case, and they mean the same. */
export function spellId(id: TextOf<MerchantRequestId>): MerchantRequestId {
  const trimmed = id.trim()
  return asId(guid.test(trimmed) ? trimmed.toLowerCase() : trimmed)
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { verifySignature } from "../core/signature"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { messageOf } from "./message-of"
import { settleAlmaraCheckoutWorkflow } from "./settle-almara-checkout"

const WATCH_IN_MILLISECONDS = 100

export interface ReturnedShopper {
  door: "return" | "cancel"
  checkout: unknown
  signature: unknown
}

/**
 * Where to send a shopper who came back from Almara's page: always to the storefront's own result page, never to an
 * address that came with the request. What the request claims about the payment is not read at all, since the shopper
 * could have written it; Almara is asked instead, for `returnWaitInMilliseconds` at the most.
 */
export async function returnShopper(container: MedusaContainer, request: ReturnedShopper): Promise<URL> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const page = new URL(`${options.storefrontUrl}${options.returnPath}`)
  const genuine = await verifySignature({ door: request.door, conversationId: request.checkout, signature: request.signature, secrets: options.callbackSecret })
  const checkout = genuine ? await ledger.findByConversation(String(request.checkout)) : undefined
  if (!checkout) return page

  page.searchParams.set("payment_session_id", checkout.payment_session_id)
  if (request.door === "cancel" && !checkout.canceled_by_shopper_at) {
    await ledger.update(checkout.id, { canceled_by_shopper_at: new Date() })
  }
  await settleWithin(container, checkout, request.door, options.returnWaitInMilliseconds)
  return page
}

/** What is not settled in time goes on by itself; the shopper's page asks for it. */
async function settleWithin(container: MedusaContainer, checkout: CheckoutRow, actor: string, milliseconds: number): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const end = Date.now() + milliseconds
  const settling = settleOrWatch(container, checkout.id, actor, end).catch((error: unknown) =>
    logger.warn(`Almara: checkout ${checkout.checkout_reference} could not be settled at the shopper's return: ${messageOf(error)}`)
  )
  await Promise.race([settling, pause(milliseconds)])
}

/** The callback is often a moment faster than the shopper: its settlement is then waited for, instead of a second one. */
async function settleOrWatch(container: MedusaContainer, checkoutId: string, actor: string, end: number): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const { result } = await settleAlmaraCheckoutWorkflow(container).run({ input: { checkout_id: checkoutId, actor } })
  let isClaimed = result.checkout === null
  while (isClaimed && Date.now() < end) {
    await pause(WATCH_IN_MILLISECONDS)
    isClaimed = (await ledger.find(checkoutId))?.claimed_by !== null
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}

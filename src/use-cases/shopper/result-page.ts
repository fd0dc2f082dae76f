import type { AlmaraOptions } from "../../core/options/options"

/** Returns the address of the storefront's page that tells a shopper what became of a payment. */
export function resultPage(
  { storefrontUrl, returnPath }: Pick<AlmaraOptions, "storefrontUrl" | "returnPath">,
  paymentSessionId: string | undefined,
): URL {
  const page = new URL(`${storefrontUrl}${returnPath}`)
  if (paymentSessionId !== undefined) page.searchParams.set("payment_session_id", paymentSessionId)
  return page
}

import { useCheckout } from "../lib/checkouts"
import { useWords } from "../lib/words"

/** A step of the way to a page, in the reader's language. */
export const Breadcrumb = ({ text }: { text: "name" | "menu.inbox" }) => <>{useWords().t(text)}</>

/** The step to a checkout: its reference, as its page has it. */
export const CheckoutBreadcrumb = ({ id }: { id: string }) => (
  <>{useCheckout(id).data?.checkout.checkout_reference ?? "…"}</>
)

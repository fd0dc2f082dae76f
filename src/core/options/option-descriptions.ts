import type { AlmaraOptions } from "./options"

/**
 * One line for each option: what it is for. The compiler sees to it that none is missing; the README is made from it.
 */
export const OPTION_DESCRIPTIONS = {
  baseUrl: "Address of Almara's API, as it came with your credentials.",
  clientId: "Client id of the credentials.",
  clientSecret: "Client secret of the credentials.",
  scope: "Scope of the credentials, where Almara gave you one.",
  tokenPath: "Path of the token call; a whole address where the identity host is another one.",
  tokenFormat: "`json`, or `form` for the older identity host.",
  newOrderPath: "Path of the call that creates a checkout.",
  checkStatusPath: "Path of the call that asks about a checkout.",
  routesPath: "Path of the call that lists your routes.",
  healthPath: "Path of the health check; its path is not documented, so there is no default.",
  routeId: "GUID of the route to pay through, from your assigned routes.",
  channelType: "Channel of that route, such as 172.",
  accountNo: "`checkoutAccountNo`, where Almara gave you one.",
  callbackSecret:
    "Signs the addresses that Almara calls; 32 characters or more. Several, as a list or separated by commas, to change it without a gap: the first signs, all verify.",
  backendUrl: "Public address of this Medusa server: Almara calls it.",
  storefrontUrl: "Address of the storefront: shoppers come back to it.",
  placement: "`order_first`: the order is placed, then paid. `pay_first`: paid, then placed.",
  verification:
    "`query`: Almara is asked before money is believed. `signature`: for credentials that may not query; a signed callback is believed.",
  unsignedCallbacks: "`hint`: a callback without our signature causes one status check. `reject`: it gets 401.",
  dueInMinutes: "How long an order waits for its payment, in minutes.",
  graceInMinutes: "How long after the due date Almara is still asked before the order is canceled, in minutes.",
  refunds: "`refuse`: Almara has no refund call. `manual`: you refund outside, and Medusa books it.",
  reminders: "Whether a shopper is reminded by e-mail of an order that is not paid.",
  notifyEmail:
    "Who is told by e-mail of what needs a person, besides the feed of the admin: one address, or several, as a list or separated by commas.",
  language: "Language of what the plugin sends where the order names none of `en`, `sw` and `fr`.",
  checkoutUrlField:
    "Where the answer of `new-order` carries the address of the payment page, such as `message.checkoutUrl`. Without it likely names are looked for.",
  timeoutInMilliseconds:
    "How long one operation at Almara may take, token included, in milliseconds; the cart is locked meanwhile.",
  returnPath: "Path on the storefront to which shoppers come back.",
  returnWaitInMilliseconds: "How long a returning shopper waits for Almara's answer, in milliseconds.",
  maximumAttempts: "How many attempts one payment session may have.",
  requestsPerSecond: "How fast missed callbacks are asked for, by all processes together.",
  allowInsecureHttp:
    "Whether Almara and its pages may be reached by `http:` in production, beside this very machine, where it is always allowed.",
  retentionInDays: "How long processed callbacks are kept, in days.",
} as const satisfies Record<keyof AlmaraOptions, string>

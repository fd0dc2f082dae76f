import { z } from "zod"
import { closestName } from "./closest-name"
import { ALMARA_LANGUAGES } from "../views/language"
import { AlmaraError } from "../errors"

export { optionWarnings } from "./option-warnings"

/** What stands in the place of a secret wherever options are shown. */
export const secretMask = "[secret]"

const smallestSecret = 32
/**
 * A signed address has at most 256 characters; path and token take 131 of them: M-Pesa takes no longer one (FACTS.md).
 */
const longestBackend = 125

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined
}

function isBaseAddress(text: string): boolean {
  const url = webAddress(text)
  return url !== undefined && !/[?#\s]/.test(text)
}

const required = (issue: { input?: unknown }, otherwise: string): string =>
  issue.input === undefined ? `is missing; ${otherwise}` : otherwise

const text = (help: string) =>
  z
    .string({ error: (issue) => required(issue, help) })
    .trim()
    .min(1, help)

const baseAddress = (help: string) =>
  text(help)
    .refine(isBaseAddress, `${help} (it must begin with http:// or https:// and hold no query and no password)`)
    .transform((address) => address.replace(/(?<!\/)\/+$/, ""))

const path = text("must be a path that begins with /").regex(/^\/(?!\/)\S*$/, "must be a path that begins with /")

const tokenPathHelp = "must be a path that begins with /, or a whole http(s) address when tokens come from another host"
const tokenPath = text(tokenPathHelp).refine(
  (value) => /^\/(?!\/)\S*$/.test(value) || isBaseAddress(value),
  tokenPathHelp,
)

function whole(smallest: number, largest: number, unit: string) {
  const help = `must be a whole number of ${unit} from ${smallest} to ${largest}`
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      {
        error: (issue) => required(issue, help),
      },
    )
    .refine((value) => Number.isInteger(value) && value >= smallest && value <= largest, help)
}

/** What comes first: the order, or the money. */
export const PLACEMENTS = ["order_first", "pay_first"] as const
export type Placement = (typeof PLACEMENTS)[number]

function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be ${values.map((value) => `"${value}"`).join(" or ")}` })
}

const yesOrNo = z.union(
  [
    z.boolean(),
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(["true", "false"]))
      .transform((text) => text === "true"),
  ],
  { error: "must be true or false" },
)

const secretHelp = `must be one secret of at least ${smallestSecret} characters, or several (a list, or separated by commas)`
const callbackSecret = z
  .union([z.string(), z.array(z.string())], { error: (issue) => required(issue, secretHelp) })
  .transform((secrets) =>
    [secrets]
      .flat()
      .flatMap((secret) => secret.split(","))
      .map((secret) => secret.trim()),
  )
  .refine((secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= smallestSecret), secretHelp)

const mailHelp = "must be one e-mail address, or several (a list, or separated by commas), or be left out"
const mailAddresses = z
  .union([z.string(), z.array(z.string())], { error: mailHelp })
  .transform((addresses) =>
    [addresses]
      .flat()
      .flatMap((address) => address.split(","))
      .map((address) => address.trim())
      .filter((address) => address !== ""),
  )
  .refine((addresses) => addresses.every((address) => /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)), mailHelp)

const shape = {
  baseUrl: baseAddress("must be the address of Almara's API that came with the credentials"),
  clientId: text("must be the client id that came from Almara"),
  clientSecret: text("must be the client secret that came from Almara"),
  scope: text("must be the scope that came with the credentials, or be left out").optional(),
  tokenPath: tokenPath.default("/v1/oauth/token"),
  tokenFormat: choice(["json", "form"]).default("json"),
  newOrderPath: path.default("/v1/checkout-order/new-order"),
  checkStatusPath: path.default("/v1/checkout-order/check-status"),
  routesPath: path.default("/v1/transaction-routes/assigned-routes"),
  healthPath: path.optional(),
  routeId: text("must be the GUID of a route that Almara assigned to you").regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    "must be a GUID such as DED81224-70B6-ED11-AD49-0EE00E897F52",
  ),
  channelType: z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      {
        error: (issue) => required(issue, "must be the number of one of the route's channels, such as 172"),
      },
    )
    .refine((value) => Number.isSafeInteger(value) && value > 0, "must be a positive whole number, such as 172"),
  accountNo: text("must be the account number from Almara as a text, or be left out").optional(),
  callbackSecret,
  backendUrl: baseAddress("must be the public address of this Medusa backend").refine(
    (address) => address.length <= longestBackend,
    `must have at most ${longestBackend} characters`,
  ),
  storefrontUrl: baseAddress("must be the address of the storefront"),
  placement: choice(PLACEMENTS).default("order_first"),
  verification: choice(["query", "signature"]).default("query"),
  unsignedCallbacks: choice(["hint", "reject"]).optional(),
  dueInMinutes: whole(1, 10080, "minutes").default(60),
  graceInMinutes: whole(0, 1440, "minutes").default(2),
  refunds: choice(["refuse", "manual"]).default("refuse"),
  reminders: yesOrNo.default(false),
  notifyEmail: mailAddresses.optional(),
  language: choice(ALMARA_LANGUAGES).default("en"),
  checkoutUrlField: text("must be a path such as message.checkoutUrl")
    .regex(/^[^\s.]+(\.[^\s.]+)*$/, "must be a path such as message.checkoutUrl")
    .optional(),
  timeoutInMilliseconds: whole(100, 10000, "milliseconds").default(8000),
  returnPath: path.default("/checkout/almara"),
  returnWaitInMilliseconds: whole(500, 10000, "milliseconds").default(5000),
  maximumAttempts: whole(1, 50, "attempts").default(5),
  requestsPerSecond: whole(1, 100, "requests").default(5),
  retentionInDays: whole(1, 3650, "days").default(90),
  allowInsecureHttp: yesOrNo.default(false),
}

/** The one schema of the options; `parseAlmaraOptions` is the way to use it that explains itself. */
export const almaraOptionsSchema = z
  .strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? undefined : "must be an object of options"),
  })
  .refine((options) => options.verification === "query" || options.unsignedCallbacks !== "hint", {
    path: ["unsignedCallbacks"],
    message: 'must be "reject" (or be left out) when verification is "signature"',
  })
  .transform((options) => ({
    ...options,
    unsignedCallbacks: options.unsignedCallbacks ?? (options.verification === "signature" ? "reject" : "hint"),
  }))

/** Options that were checked, with every default filled in; `callbackSecret` is a list, the first one signs. */
export type AlmaraOptions = z.output<typeof almaraOptionsSchema>

/** Options as a store writes them. */
export type AlmaraOptionsInput = z.input<typeof almaraOptionsSchema>

// A variable that is set to nothing in an .env file means the same as one that is not there.
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "")
}

function withoutBlanks(input: unknown): unknown {
  const isRecord = typeof input === "object" && input !== null && !Array.isArray(input)
  return isRecord ? Object.fromEntries(Object.entries(input).filter(([, value]) => !isBlank(value))) : input
}

function explain(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") {
    return [issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`]
  }
  return issue.keys.map((key) => {
    const closest = closestName(key, Object.keys(shape))
    return `${key.slice(0, 60)}: is not an option${closest ? `; did you mean ${closest}?` : ""}`
  })
}

/**
 * Checks the options and fills in the defaults. Blank texts count as absent, numbers may be texts: both are what
 * environment variables give.
 * @throws AlmaraError `configuration` with one message that names every wrong option and holds no value.
 *
 * @example
 * const options = parseAlmaraOptions({
 *   baseUrl: "https://api.almara.example",
 *   clientId: process.env.ALMARA_CLIENT_ID,
 *   clientSecret: process.env.ALMARA_CLIENT_SECRET,
 *   routeId: process.env.ALMARA_ROUTE_ID,
 *   channelType: 172,
 *   callbackSecret: process.env.ALMARA_CALLBACK_SECRET,
 *   backendUrl: "https://shop.example",
 *   storefrontUrl: "https://shop.example",
 * })
 */
export function parseAlmaraOptions(input: unknown): AlmaraOptions {
  const result = almaraOptionsSchema.safeParse(withoutBlanks(input))
  if (result.success) {
    return result.data
  }
  const problems = [...new Set(result.error.issues.flatMap(explain))]
  throw new AlmaraError({
    kind: "configuration",
    message: ["Almara options are not valid:", ...problems.map((problem) => `  - ${problem}`)].join("\n"),
  })
}

/**
 * Returns a copy of the options for display: every secret is "[secret]".
 *
 * @example
 * console.log(describeOptions(options))
 */
export function describeOptions(options: AlmaraOptions): AlmaraOptions {
  return { ...options, clientSecret: secretMask, callbackSecret: options.callbackSecret.map(() => secretMask) }
}

import { z } from "zod"
import { behaviourChangeSchema } from "./behaviour"
import { decisionNames } from "./decide"
import { isLoopback } from "./loopback"
import { requiredOr } from "./problems"

/** A whole number, also when it arrives as the text of a command-line option. */
function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`
  const digits = z.string().regex(/^\d+$/, message).transform(Number)
  const number = z.number(message).int(message).min(minimum, message).max(maximum, message)
  return z.union([digits, z.number()], message).pipe(number)
}

const text = z.string(requiredOr("must be text")).min(1, "must not be empty")
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Everything the simulator can be told at its start. */
const optionsShape = z.strictObject({
  /** 0 takes any free port. */
  port: wholeNumber(0, 65_535).default(4010),
  host: text.default("127.0.0.1"),
  /**
   * Asked of everybody who controls it; needed where others than this machine can reach it. The user's name may be
   * anything.
   */
  password: text.min(8, "must have at least 8 characters").optional(),
  /** Where callbacks may go besides this machine: names of hosts. */
  callbackHosts: z.array(text, "must be a list of hosts").max(20, "must have at most 20 entries").default([]),
  /** Where browsers reach the hosted page, when it is not the address that is listened on. */
  publicUrl: z
    .url({ protocol: /^https?$/, abort: true, error: "must be an http or https address" })
    .refine((url) => new URL(url).href === `${new URL(url).origin}/`, "must be an address without a path")
    .transform((url) => new URL(url).origin)
    .optional(),
  clientId: text.default("almara-simulator"),
  clientSecret: text.default("almara-simulator-secret"),
  scope: text.default("PyPay_api"),
  routeId: z.string("must be text").regex(guid, "must be a GUID").default("DED81224-70B6-ED11-AD49-0EE00E897F52"),
  channelType: wholeNumber(1, 99_999).default(172),
  /** Whether the new-order answer is wrapped in `message`, as sister calls of the gateway do it, or flat. */
  answer: z.enum(["message", "flat"], "must be message or flat").default("message"),
  /** The field of the new-order answer that carries the hosted page's address; Almara documents none. */
  urlField: z
    .string("must be text")
    .regex(/^[A-Za-z_]\w*$/, "must be a field name")
    .default("checkoutUrl"),
  /** The pauses before a callback's second, third, … try; their number bounds the tries. */
  callbackPausesMs: z
    .array(wholeNumber(0, 600_000), "must be a list of milliseconds")
    .max(10, "must have at most 10 entries")
    .default([1000, 5000]),
  callbackTimeoutMs: wholeNumber(1, 60_000).default(10_000),
  /** How it behaves at its start, and after a reset. */
  behaviour: behaviourChangeSchema.default({}),
  /** What becomes of each new checkout by itself; without it, somebody decides. */
  decide: z.enum(decisionNames, `must be one of ${decisionNames.join(", ")}`).optional(),
  /** The result code that goes with `decide`. */
  decideCode: text.regex(/^-?\d{1,4}$/, "must be a result code such as 18").optional(),
  decideAfterMs: wholeNumber(0, 600_000).default(0),
})

const publishedSecret = optionsShape.shape.clientSecret.parse(undefined)

/** The options. A host that others can reach needs a password and a secret of its own: the default one is published. */
export const simulatorOptionsSchema = optionsShape
  .refine(({ host, password }) => isLoopback(host) || password !== undefined, {
    path: ["password"],
    message: "is needed where the host is not this machine alone",
  })
  .refine(({ host, clientSecret }) => isLoopback(host) || clientSecret !== publishedSecret, {
    path: ["clientSecret"],
    message: "must be one of your own where the host is not this machine alone",
  })

/** Options with every default filled in. */
export type SimulatorOptions = z.output<typeof simulatorOptionsSchema>

/** Options as a caller writes them; all may be left out. */
export type SimulatorOptionsInput = z.input<typeof simulatorOptionsSchema>

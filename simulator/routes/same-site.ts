import { createHash, timingSafeEqual } from "node:crypto"
import type { Context, MiddlewareHandler } from "hono"
import { isLoopback } from "../loopback"
import type { SimulatorOptions } from "../options"
import type { SimulatorEnvironment } from "../services"

/**
 * Refuses what another site's page makes a developer's browser send: the simulator asks nobody for permission, and it
 * sends callbacks. A name that only resolves to this machine is another site as well (DNS rebinding). Programs send no
 * `Origin`.
 */
export function sameSiteOnly({ host, publicUrl, password }: SimulatorOptions): MiddlewareHandler<SimulatorEnvironment> {
  const own = [host, ...(publicUrl ? [new URL(publicUrl).hostname] : [])]
  return async (context, next) => {
    const asked = hostOf(context.req.header("host"))
    // With a password a stranger's page reaches nothing, and how the machine is called is its owner's affair.
    const isOwnHost = password !== undefined || (asked !== undefined && (isLoopback(asked) || own.includes(asked)))
    if (!isOwnHost) {
      return context.json(
        { message: "The simulator is not known by this name. Start it with --public-url, or call it by its address." },
        421,
      )
    }
    const isChange = context.req.method !== "GET" && context.req.method !== "HEAD"
    return isChange && isForeign(context, publicUrl)
      ? context.json({ message: "Another site may not control the simulator." }, 403)
      : next()
  }
}

function isForeign(context: Context, publicUrl: string | undefined): boolean {
  const origin = context.req.header("origin")
  const site = context.req.header("sec-fetch-site")
  if (site === "cross-site" || site === "same-site") {
    return true
  }
  // A page of its own may hide its origin; the browser then still says whose it is.
  if (origin === undefined || (origin === "null" && site === "same-origin")) {
    return false
  }
  return origin !== publicUrl && (!URL.canParse(origin) || new URL(origin).host !== context.req.header("host"))
}

function hostOf(header: string | undefined): string | undefined {
  return header !== undefined && URL.canParse(`http://${header}`) ? new URL(`http://${header}`).hostname : undefined
}

/** Asks for the password, where there is one, of everybody who controls the simulator or looks at what it knows. */
export function passwordOnly({ password }: SimulatorOptions): MiddlewareHandler<SimulatorEnvironment> {
  return async (context, next) => {
    if (password === undefined || isSame(passwordIn(context.req.header("authorization")), password)) {
      return next()
    }
    context.header("WWW-Authenticate", 'Basic realm="Almara simulator"')
    return context.json({ message: "The simulator asks for its password." }, 401)
  }
}

function passwordIn(header = ""): string {
  const encoded = /^Basic ([\w+/=-]{1,1000})$/i.exec(header)?.[1] ?? ""
  const pair = Buffer.from(encoded, "base64").toString()
  return pair.slice(pair.indexOf(":") + 1)
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(left, right)
}

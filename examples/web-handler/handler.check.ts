import { signedUrl } from "medusa-payment-almara/core"
import { callbackHandler } from "./handler"

const secrets = ["a-secret-of-this-check-alone-0123456789"]

async function statusOf(request: Request, writeDown = () => Promise.resolve()): Promise<number> {
  return (await callbackHandler({ secrets, writeDown })(request)).status
}

/** Calls the handler as Almara and as strangers would; throws when an answer is another than it should be. */
export async function checkHandler(): Promise<void> {
  const address = {
    baseUrl: "https://shop.example",
    endpoint: "callback",
    merchantRequestId: "conversation-1",
    secrets,
  } as const
  const url = await signedUrl(address)
  const post = (address: string, body: string) => new Request(address, { method: "POST", body })
  const written: string[] = []
  const handler = callbackHandler({
    secrets,
    writeDown: ({ merchantRequestId }) => {
      written.push(merchantRequestId)
      return Promise.resolve()
    },
  })
  const answers = {
    signed: (await handler(post(url, '{"checkoutOutcome": {"Status": 4,}}'))).status,
    unsigned: await statusOf(post("https://shop.example/checkout/cart", "{}")),
    ofAnotherEndpoint: await statusOf(post(await signedUrl({ ...address, endpoint: "return" }), "{}")),
    cut: await statusOf(post(url.slice(0, -10), "{}")),
    mangled: await statusOf(
      post(`${url.toUpperCase().replace("HTTPS://SHOP.EXAMPLE", "https://shop.example")}&amp;state=paid`, "{}"),
    ),
    unreadable: await statusOf(post(url, "[1]")),
    notStored: await statusOf(post(url, "{}"), () => Promise.reject(new Error("The database is down."))),
    notPosted: await statusOf(new Request(url)),
  }
  const wanted = {
    signed: 200,
    unsigned: 401,
    ofAnotherEndpoint: 401,
    cut: 401,
    mangled: 200,
    unreadable: 400,
    notStored: 503,
    notPosted: 405,
  }
  if (JSON.stringify(answers) !== JSON.stringify(wanted))
    throw new Error(`The answers were ${JSON.stringify(answers)}.`)
  if (written.join() !== "conversation-1") throw new Error(`Written down was: ${written.join()}`)
  console.log("the web-standard handler answers as it should")
}

void checkHandler()

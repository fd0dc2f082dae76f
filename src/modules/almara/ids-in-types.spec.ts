import { signedUrl } from "../../core/callback/signed-address"
import type { AlmaraClient } from "../../core/gateway/client"
import { asId, type CheckoutId, type GatewayConversationId, type MerchantRequestId } from "../../core/ids"
import type { Ledger } from "./ledger/ledger"
import type { StoredCheckout } from "./ledger/rows"

interface Mixed {
  client: AlmaraClient
  ledger: Ledger
  row: StoredCheckout
  text: string
}

/** Never run. Of a mix-up that compiles, the compiler says that no error was there to be expected. */
const mixUps = [
  // @ts-expect-error -- Almara's id of the conversation for ours
  ({ row }: Mixed): MerchantRequestId | null => row.gateway_conversation_id,
  // @ts-expect-error -- our id for Almara's
  ({ row }: Mixed): GatewayConversationId => row.merchant_request_id,
  // @ts-expect-error -- Almara's id of its checkout for that of our row
  ({ row }: Mixed): CheckoutId | null => row.gateway_checkout_id,
  // @ts-expect-error -- a text that was not read as an id
  ({ text }: Mixed): CheckoutId => text,
  // @ts-expect-error -- one id called another
  ({ row }: Mixed) => asId<GatewayConversationId>(row.merchant_request_id),
  // @ts-expect-error -- asked about by our row's id
  ({ client, row }: Mixed) => client.checkStatus({ merchantRequestId: row.id }),
  // @ts-expect-error -- signed for our row's id
  ({ row }: Mixed) => signedUrl({ baseUrl: "", endpoint: "return", merchantRequestId: row.id, secrets: [] }),
  // @ts-expect-error -- looked up by what is not the row's id
  ({ ledger, row }: Mixed) => ledger.find(row.merchant_request_id),
  // @ts-expect-error -- looked up by the row's id
  ({ ledger, row }: Mixed) => ledger.findByMerchantRequestId(row.id),
  // @ts-expect-error -- one id of Almara's written into the place of the other
  ({ ledger, row }: Mixed) => ledger.update(row.id, { gateway_checkout_id: row.gateway_conversation_id }),
]

/** What users pass, and what comes with a request. */
const plainTexts = [
  ({ client, text }: Mixed) => client.checkStatus({ merchantRequestId: text }),
  ({ text }: Mixed) => signedUrl({ baseUrl: "", endpoint: "return", merchantRequestId: text, secrets: [] }),
  ({ ledger, text }: Mixed) => ledger.find(text),
]

it("no id is taken for another, and a plain text for an id where one may be looked up", () => {
  expect([mixUps.length, plainTexts.length]).toEqual([10, 3])
})

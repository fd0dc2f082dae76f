import { createRoot } from "react-dom/client"
import { chooseLanguage, storeClient } from "../../src/storefront"
import { useAlmaraCheckout, useAlmaraPayment } from "../../src/storefront/react"

/** What the page of the spec says: which cart or payment it is about. The store is asked on the page's own origin. */
const query = new URLSearchParams(window.location.search)
const store = storeClient({ baseUrl: "", publishableKey: query.get("key") ?? "" })

function PayButton({ cartId }: { cartId: string }) {
  const { start, isStarting, problem } = useAlmaraPayment(store, ({ paymentSessionId }) => {
    query.set("payment_session_id", paymentSessionId)
    window.location.search = query.toString()
  })
  return (
    <main>
      <button disabled={isStarting} onClick={() => void start({ cartId })}>
        Pay with card
      </button>
      {problem && <p role="alert">{problem.kind}</p>}
    </main>
  )
}

function Result({ paymentSessionId }: { paymentSessionId: string }) {
  const { sentence, checkout, retry, isRetrying } = useAlmaraCheckout(store, paymentSessionId, { language: chooseLanguage(query.get("language")) })
  return (
    <main role="status">
      <h1>{sentence.title}</h1>
      <p>{sentence.text}</p>
      {checkout?.order && <p data-order>{checkout.order.display_id}</p>}
      {sentence.action === "retry" && (
        <button disabled={isRetrying} onClick={() => void retry()}>
          {sentence.actionLabel}
        </button>
      )}
    </main>
  )
}

const paymentSessionId = query.get("payment_session_id")
const place = document.getElementById("root")
if (place) createRoot(place).render(paymentSessionId ? <Result paymentSessionId={paymentSessionId} /> : <PayButton cartId={query.get("cart_id") ?? ""} />)

import { useState } from "react"
import { createRoot } from "react-dom/client"
import { chooseLanguage, paymentWords, problemSentence, storeClient } from "../../src/storefront"
import { useAlmaraCheckout, useAlmaraPayment } from "../../src/storefront/react"

/** What the page of the spec says: which cart or payment it is about. The store is asked on the page's own origin. */
const query = new URLSearchParams(window.location.search)
const store = storeClient({ baseUrl: "", publishableKey: query.get("key") ?? "" })
const language = chooseLanguage(query.get("language"))

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
      {problem && <p role="alert">{problemSentence(problem.kind, language)}</p>}
    </main>
  )
}

function Result({ first, initial }: { first: string; initial: string | null }) {
  const [paymentSessionId, setPaymentSessionId] = useState(first)
  const view = useAlmaraCheckout(store, paymentSessionId, {
    language,
    initial: initial ? JSON.parse(initial) : undefined,
  })
  const { sentence, checkout, end, look, retry, isRetrying, canStartOver, startOver, isStartingOver, problem } = view
  const [cartId, setCartId] = useState<string>()
  return (
    <main>
      <div role="status">
        <h1>{sentence.title}</h1>
        <p>{sentence.text}</p>
        {checkout?.order && <p data-order>{checkout.order.display_id}</p>}
      </div>
      <p data-end>{end ?? "watching"}</p>
      {sentence.action === "retry" && (
        <button disabled={isRetrying} onClick={() => void retry()}>
          {sentence.actionLabel}
        </button>
      )}
      {sentence.action === "look" && <button onClick={look}>{sentence.actionLabel}</button>}
      {canStartOver && (
        <button disabled={isStartingOver} onClick={() => void startOver().then(setCartId)}>
          {paymentWords(language).startOver}
        </button>
      )}
      {cartId && <p data-cart>{cartId}</p>}
      {problem && <p role="alert">{problemSentence(problem.kind, language)}</p>}
      {query.get("other") && (
        <button onClick={() => setPaymentSessionId(query.get("other") ?? "")}>The other payment</button>
      )}
    </main>
  )
}

const paymentSessionId = query.get("payment_session_id")
const place = document.getElementById("root")
if (place)
  createRoot(place).render(
    paymentSessionId ? (
      <Result first={paymentSessionId} initial={query.get("initial")} />
    ) : (
      <PayButton cartId={query.get("cart_id") ?? ""} />
    ),
  )

import { html } from "hono/html"
import { reportedOrder } from "../message"
import type { Behaviour } from "../behaviour"
import type { Checkout, Delivery } from "../state"
import type { WrongCallback } from "../wrong-callback-kinds"
import { callbackForm, decisionForm } from "./developer-forms"
import { layout, type View } from "./layout"
import { age, stateWord, timeOfDay, totalOf } from "./words"

/** What a developer's page of one checkout shows. */
export interface DeveloperView {
  checkout: Checkout
  isExpired: boolean
  behaviour: Behaviour
  now: number
}

/** The developer's page of one checkout: what it is, what became of it, what the store answered. */
export function developerPage({ checkout, isExpired, behaviour, now }: DeveloperView): View {
  const reference = reportedOrder(checkout).checkoutReference
  const state = stateWord(checkout, isExpired)
  return layout(
    reference,
    html`<p><a href="/">All checkouts</a></p>
      <section class="card wide" aria-labelledby="title">
        <h1 id="title">${reference}</h1>
        <div id="facts" data-live data-summary="${`The checkout is ${state}.`}">
          <dl>
            <dt>State</dt>
            <dd><span class="state" data-state="${state}">${state}</span></dd>
            <dt>Amount</dt>
            <dd>${totalOf(checkout)}</dd>
            <dt>Reported</dt>
            <dd>${reported(checkout)}</dd>
            <dt>Age</dt>
            <dd><time datetime="${checkout.createdAt}">${age(checkout.createdAt, now)}</time></dd>
            <dt>Due</dt>
            <dd><time datetime="${checkout.request.checkoutDueDate}">${checkout.request.checkoutDueDate}</time></dd>
            <dt>Id</dt>
            <dd><code>${checkout.request.originatorConversationId}</code></dd>
          </dl>
        </div>
        <div class="buttons"><a class="button" href="/pay/${checkout.checkoutId}">The shopper's page</a></div>
      </section>
      ${decisionForm(checkout)} ${callbackForm(checkout)} ${answers(checkout)}`,
    { behaviour, isLive: true },
  )
}

function reported({ checkoutOutcome }: Checkout): string {
  const { Status, StatusDesc, ResultCode, ResultDesc, ThirdPartyPayload } = checkoutOutcome
  const reference = ThirdPartyPayload?.Reference
  return `Status ${Status} (${StatusDesc}), code ${ResultCode} (${ResultDesc})${reference === undefined ? "" : `, ${reference}`}`
}

function answers(checkout: Checkout): View {
  const { deliveries, underWay } = checkout
  const last = deliveries.at(-1)
  const summary = last ? `${deliveries.length} sent. The store answered ${last.status ?? "nothing"} last.` : ""
  return html`<section class="card wide" id="answers" tabindex="-1" aria-labelledby="answers-title">
    <h2 id="answers-title">What the store answered</h2>
    <div id="answer-list" data-live data-summary="${summary}">
      <p class="quiet">
        ${deliveries.length === 0 ? "Nothing was sent yet." : "Newest first."}${underWay > 0 ? ` On their way: ${underWay}.` : ""}
      </p>
      ${deliveries.length === 0 ? "" : answerTable(deliveries)}
    </div>
  </section>`
}

const wrongs = {
  signature: "forged signature",
  unsigned: "no signature",
  other_checkout: "another checkout's address",
  body: "changed body",
  not_json: "no JSON",
} as const satisfies Record<WrongCallback, string>

const kinds = { callback: "callback", return: "shopper returned", cancel: "shopper canceled" } as const

function answerTable(deliveries: readonly Delivery[]): View {
  return html`<table class="stacked">
    <thead>
      <tr>
        <th scope="col">Sent</th>
        <th scope="col">What</th>
        <th scope="col">Status</th>
        <th scope="col">Took</th>
        <th scope="col">Answer</th>
      </tr>
    </thead>
    <tbody>
      ${deliveries.map((delivery, index) => answerRow(delivery, index)).reverse()}
    </tbody>
  </table>`
}

function answerRow(delivery: Delivery, index: number): View {
  const { at, kind, attempt, status, milliseconds, answer, location, error, wrong } = delivery
  const said = location === undefined ? answer || error || "(empty)" : `sends the browser to ${location}`
  return html`<tr data-key="${index}">
    <th scope="row" class="nowrap"><time datetime="${at}">${timeOfDay(at)}</time></th>
    <td data-label="What">
      ${kinds[kind]}${wrong ? `, ${wrongs[wrong]}` : ""}${attempt > 1 ? `, try ${attempt}` : ""}
    </td>
    <td data-label="Status">
      <span class="state" data-state="${status !== null && status < 400 ? "paid" : "declined"}"
        >${status ?? "no answer"}</span
      >
    </td>
    <td class="nowrap" data-label="Took">${milliseconds} ms</td>
    <td class="answer" data-label="Answer"><code>${said}</code></td>
  </tr>`
}

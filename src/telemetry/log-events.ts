/**
 * Every line that this plugin logs, with its level and what a person should do about it. `docs/telemetry.md` lists
 * them.
 */
export const LOG_EVENTS = {
  "options.doubtful": {
    level: "warn",
    meaning: "At the start: an option is allowed, but most likely not what is meant.",
  },
  "medusa.untried": { level: "warn", meaning: "At the start: this plugin was not tried with so new a Medusa." },
  "callback.refused": {
    level: "warn",
    meaning: "Where unsigned callbacks are refused: one with a wrong or missing signature was answered with 401.",
  },
  "callback.unreadable": {
    level: "warn",
    meaning: "A callback that is neither JSON nor a form, or whose connection broke off, was answered with 400.",
  },
  "callback.not_stored": {
    level: "error",
    meaning: "A callback could not be committed and was answered with 503; Almara sends it again.",
  },
  "callback.retry": {
    level: "warn",
    meaning: "A callback could not be worked on now and is tried again after a pause.",
  },
  "callback.dead_letter": {
    level: "error",
    meaning: "A callback was tried too often and waits for a person, who can replay it in the admin.",
  },
  "callback.pruned": {
    level: "warn",
    meaning:
      "More callbacks came that belong to no checkout than are kept: somebody sends them. The oldest were deleted.",
  },
  "callback.misdirected": {
    level: "warn",
    meaning: "A callback came to Medusa's own hook, where nothing is done with it.",
  },
  "inbox.stopped": { level: "error", meaning: "The inbox could not be read; the job goes on with it." },
  "jobs.overdue": {
    level: "warn",
    meaning:
      "Medusa's scheduler has not called a job for two of its periods; a process runs it by its own timer. When it comes again and again, start the processes anew.",
  },
  "jobs.failed": { level: "error", meaning: "A job that a process ran by its own timer failed; it is tried again." },
  "jobs.not_checked": { level: "error", meaning: "A process could not read which jobs are overdue; it looks again." },
  "checkout.not_opened": { level: "error", meaning: "No checkout could be opened at Almara for a shopper." },
  "checkout.page_insecure": {
    level: "warn",
    meaning:
      "A shopper was sent to a payment page by plain http, as on a developer's machine or where `allowInsecureHttp` allows it. Ask Almara for https.",
  },
  "link.not_sent": {
    level: "error",
    meaning: "The e-mail with a payment link could not be sent; the link was withdrawn.",
  },
  "link.not_forgotten": {
    level: "error",
    meaning: "The address of a payment link could not be taken out of a notification: withdraw the order's links.",
  },
  "checkout.not_settled": {
    level: "warn",
    meaning: "Almara or Medusa could not be asked about a checkout now; it is asked again.",
  },
  "checkout.paid": { level: "info", meaning: "A checkout's money stands on its order." },
  "checkout.failed": { level: "info", meaning: "A payment was declined; the shopper may try again." },
  "checkout.expired": { level: "info", meaning: "The due date passed without payment; the order is canceled." },
  "checkout.held": {
    level: "warn",
    meaning: "Money came that fits nowhere by itself: a person decides, in the admin.",
  },
  "checkout.review": {
    level: "warn",
    meaning: "Almara gave an answer that is neither paid nor failed and has to be looked at by hand: ask Almara.",
  },
  "checkout.attention": {
    level: "warn",
    meaning:
      "Something else about a payment needs a person: more was paid than is asked, it could not be booked, or the books differ. The admin says what.",
  },
  "order.abandoned": {
    level: "warn",
    meaning:
      "An order had no open checkout any more and could not be paid: a process died as it was placed, or its deadline passed later than its checkouts'. It was canceled.",
  },
  "order.rolled_back": {
    level: "error",
    meaning:
      "A paid order is not there any more: Medusa took it back, or somebody deleted it. Its money is held, and the order is placed anew where its cart allows it.",
  },
  "order.not_compared": {
    level: "error",
    meaning: "An order could not be compared with what it owes now; it is tried again.",
  },
  "order.booked_twice": {
    level: "warn",
    meaning:
      "Medusa and this plugin wrote one captured payment onto an order at one moment, so it stood there twice. The second line was taken off; no money moved.",
  },
  "order.not_canceled": { level: "error", meaning: "Such an order could not be canceled now; it is tried again." },
  "order.usage_returned": {
    level: "info",
    meaning: "What an order that was never paid had charged its promotions with was given back.",
  },
  "order.usage_not_returned": { level: "error", meaning: "That could not be given back now; it is tried again." },
  "order.usage_not_charged": {
    level: "warn",
    meaning:
      "An order was placed anew for money that came late, and the codes of the canceled one, given back before, could not be charged again: most often somebody else has used them up. The order keeps its prices.",
  },
  "reminder.failed": {
    level: "error",
    meaning:
      "A shopper could not be reminded of an order. What was handed to the notification provider is not sent again; the order says why.",
  },
  "notice.failed": {
    level: "error",
    meaning:
      "The merchant could not be told of something that needs a person. What was handed to the notification provider is not sent again; Settings say why.",
  },
  "cart.not_copied": {
    level: "warn",
    meaning: "A shopper started over, and a thing or a code could not be taken over into the new cart.",
  },
  "payment.cancel_ignored": {
    level: "warn",
    meaning: "Medusa asked to cancel a payment that is paid; nothing was undone.",
  },
} as const satisfies Record<string, { level: "info" | "warn" | "error"; meaning: string }>

export type LogEvent = keyof typeof LOG_EVENTS

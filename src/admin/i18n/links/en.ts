import type { Texts } from "../en"

/** The links by which an order is paid, in English. */
export const links = {
  links: {
    title: "Payment link",
    owed: "{{amount}} is still to be paid.",
    restTitle: "Ask for the rest",
    copyRest: "Copy payment link for the rest",
    sendRest: "Send link for the rest by e-mail",
    none: "There is no link that works at this moment.",
    more_one: "{{count}} older link works as well.",
    more_other: "{{count}} older links work as well.",
    made: "Made",
    until: "Good until",
    held: "Its stock is held until {{when}}.",
    sent: "Sent by e-mail",
    seen: "Looked at",
    opened: "Payment page opened",
    notYet: "Not yet",
    copy: "Copy payment link",
    copyText:
      "Whoever has the link sees what this order owes, and can pay it. An order with a deadline keeps its stock until the link ends.",
    copyNow: "The link is being made…",
    send: "Send by e-mail",
    sendText:
      "A new link goes to the e-mail address of the order. An order with a deadline keeps its stock until the link ends.",
    sendNow: "The e-mail is being sent…",
    sendDone: "The e-mail was handed to your e-mail provider.",
    validity: "Good for",
    days_one: "{{count}} day",
    days_other: "{{count}} days",
    address: "Address of the link",
    once: "You see it only now, because it is kept nowhere. If it is lost, make a new one.",
    copied: "The link is copied.",
    notCopied: "Your browser did not copy it. Copy it from the field.",
    copyAgain: "Copy again",
    withdraw: "Withdraw",
    withdrawn: "No link of this order works any more.",
    withdrawText:
      "All links of this order end at once; its deadline stays. A page that is open at Almara can still be paid.",
  },
}

/** What a language has to say here; a missing key does not compile. */
export type Links = Texts<typeof links>

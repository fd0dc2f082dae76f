import type { Texts } from "../en"

/** Until when an order waits, and how it was paid without Almara, in English. */
export const orders = {
  term: {
    title: "Time to pay",
    until: "Canceled without payment at {{when}}.",
    kept: "Kept: no deadline.",
    noDeadline: "Nothing cancels this order by itself.",
    keep: "Keep without a deadline",
    keepText:
      "The order is not canceled any more, however long nobody pays, and its stock stays reserved. Cancel it yourself if nobody will pay. A page that is open at Almara keeps its own time.",
    move: "Change the deadline",
    moveText:
      "Until the deadline the order can be paid and its stock stays reserved. After it the order is canceled, and stock and codes are free. A page that is open at Almara keeps its own time; a new one ends with the deadline at the latest.",
    moveLabel: "Can be paid until",
    moveHint: "In your time zone, {{zone}}.",
    moveNeeded: "Choose a day and a time.",
    moveSure: "The order is canceled without payment at {{when}}.",
    moveNow: "The deadline is being changed…",
    paid: "Paid in another way",
    paidText: "For an order that was paid in cash, by bank transfer or in any way other than Almara.",
    paidSure:
      "Almara is asked first, and nothing is changed if it has money for this order. Else our payment page is closed, and what the order owes is booked as paid. Money that still comes there is held as paid twice. This cannot be undone.",
    paidNow: "Almara is being asked…",
    how: "How was it paid?",
    howNeeded: "Say how it was paid, in a few words.",
  },
}

/** What a language has to say here; a missing key does not compile. */
export type Orders = Texts<typeof orders>

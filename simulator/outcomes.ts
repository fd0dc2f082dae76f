import { randomInt } from "node:crypto"
import { declinedCode, describeResultCode } from "./result-codes"

/** How a checkout stands in the gateway's books. */
export type OutcomeName = "pending" | "paid" | "declined"

/** The documented `checkoutOutcome`. */
export interface CheckoutOutcome {
  Status: number
  StatusDesc: string
  ResultCode: string
  ResultDesc: string
  ThirdPartyPayload?: { ResponseCode: string; ResponseDesc: string; Reference?: string }
}

/** What may be said about an outcome beyond its name. */
export interface OutcomeDetails {
  code?: number | string
  reference?: string
  /** Any `Status`, to play one that is documented nowhere. */
  status?: number
}

const paidCode = "000"
const pendingCode = "14"
const referenceAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/** Makes a transaction reference that looks like the documented one: `TXN` and 11 characters. */
export function createReference(): string {
  const characters = Array.from({ length: 11 }, () => referenceAlphabet.charAt(randomInt(referenceAlphabet.length)))
  return `TXN${characters.join("")}`
}

/** Builds the `checkoutOutcome` that belongs to a name. */
export function createOutcome(name: OutcomeName, details: OutcomeDetails = {}): CheckoutOutcome {
  switch (name) {
    case "pending":
      return pendingOutcome(details)
    case "paid":
      return paidOutcome(details)
    case "declined":
      return declinedOutcome(details)
  }
}

function pendingOutcome({ code = pendingCode, status = 1 }: OutcomeDetails): CheckoutOutcome {
  return { Status: status, StatusDesc: "Pending", ResultCode: String(code), ResultDesc: describeResultCode(code) }
}

function paidOutcome({ code = paidCode, reference = createReference(), status = 4 }: OutcomeDetails): CheckoutOutcome {
  const description = Number(code) === 0 ? "Request Processed" : describeResultCode(code)
  return {
    Status: status,
    StatusDesc: "Completed",
    ResultCode: String(code),
    ResultDesc: description,
    ThirdPartyPayload: { ResponseCode: String(code), ResponseDesc: description, Reference: reference },
  }
}

function declinedOutcome({ code = declinedCode, reference, status = 3 }: OutcomeDetails): CheckoutOutcome {
  const description = describeResultCode(code)
  return {
    Status: status,
    StatusDesc: "Failed",
    ResultCode: String(code),
    ResultDesc: description,
    ThirdPartyPayload: {
      ResponseCode: String(code),
      ResponseDesc: description,
      ...(reference === undefined ? {} : { Reference: reference }),
    },
  }
}

import { REFUSALS } from "../../../core/refusals"
import type { Texts } from "../en"

/** Why something was refused or failed, the names of the jobs, and the choice of language, in English. */
export const more = {
  problems: {
    forbidden: "You have no permission to do this. Ask somebody who manages roles in your store.",
    unreachable: "Your store could not be reached. Check your connection and try again.",
    detail: "{{sentence}} ({{detail}})",
  },
  refusals: REFUSALS,
  almaraErrors: {
    configuration: "The options of the plugin do not fit.",
    unauthorized: "Almara does not accept the credentials.",
    forbidden: "Almara does not permit this with these credentials.",
    refused: "Almara refused the request.",
    duplicate: "Almara already has a checkout with this id.",
    not_found: "Almara does not know this checkout.",
    unavailable: "Almara cannot be reached or is not working right now.",
    timeout: "Almara did not answer in time.",
    unreadable: "Almara's answer could not be read.",
    signature: "The address is not one that this store signed.",
  },
  jobs: {
    inbox: "Working off callbacks",
    reconcile: "Asking about open checkouts",
    prune: "Deleting old callbacks",
  },
  language: {
    title: "Language",
    hint: "For the whole admin, in this browser. What Medusa does not say in a language stays English.",
  },
}

/** What a language has to say here; a missing key does not compile. */
export type More = Texts<typeof more>

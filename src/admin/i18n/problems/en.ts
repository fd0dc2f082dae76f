import { BUSINESS_ERRORS } from "../../../core/views/admin/business-errors"
import type { Texts } from "../en"

/** Why something was refused or failed, in English. */
export const problems = {
  problems: {
    forbidden: "You have no permission to do this. Ask somebody who manages roles in your store.",
    unreachable: "Your store could not be reached. Check your connection and try again.",
    detail: "{{sentence}} ({{detail}})",
    signedOut: "Your login has expired. Sign in again.",
    server: "Your store answered with an error (HTTP {{status}}).",
    unreadable: "Your store's answer could not be read.",
  },
  businessErrors: BUSINESS_ERRORS,
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
}

/** What a language has to say here; a missing key does not compile. */
export type Problems = Texts<typeof problems>

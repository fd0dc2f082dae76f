import { z } from "zod"
import type { AlmaraErrorField } from "../../errors"
import { readCode } from "../../checkout/outcome"
import { meaningOfResultCode, unknownResultCode } from "../../checkout/result-codes"
import { asId, type GatewayConversationId } from "../../ids"
import { documented, fieldOf, isRecord, optionalInteger, optionalText, placesIn } from "./fields"

/**
 * The answer to a token request (FACTS.md, B): `expires_in` in seconds, an hour when it is not said. A token with
 * blanks or control characters is none: it could not stand in a header.
 */
const tokenSchema = documented(
  {
    access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
    expires_in: optionalInteger.transform((seconds) => seconds ?? 3600),
    token_type: optionalText,
    scope: optionalText,
  },
  { accesstoken: "access_token", expiresin: "expires_in", tokentype: "token_type" },
)

/**
 * Returns the token that an answer carries, itself or in an envelope; undefined when there is none that can be used.
 */
export function readTokenAnswer(answer: unknown): z.output<typeof tokenSchema> | undefined {
  return layers(answer)
    .map((layer) => tokenSchema.safeParse(layer).data)
    .find((read) => read !== undefined)
}

const channelSchema = documented({ channelType: optionalInteger, channelDescription: optionalText })

const routeFields = {
  id: optionalText,
  category: optionalText,
  categoryDescription: optionalText,
  categoryIsEnabled: z.boolean().optional().catch(undefined),
  routeIntegration: optionalText,
  country: optionalText,
  routeIsActive: z.boolean().optional().catch(undefined),
  channelTypes: z.array(channelSchema).catch([]),
}

// Almara spells the name of the integration wrongly (FACTS.md, C*).
const routeSchema = documented(routeFields, { routeintergration: "routeIntegration" })

/** The answer of `assigned-routes` (FACTS.md, B, from the ZamuPay page). */
export const routesAnswerSchema = documented({ routes: z.array(routeSchema) })
/** A route that Almara assigned: where `routeId` and `channelType` come from. */
export type AlmaraRoute = z.output<typeof routeSchema>

/** The answer of `new-order`, for which only sister calls are known (FACTS.md, C): everything in it is optional. */
export const newOrderAnswerSchema = documented({
  originatorConversationId: optionalText,
  systemConversationId: optionalText,
  conversationId: optionalText,
  remarks: optionalText,
})

/** The answer of a call that failed, in its three known shapes (FACTS.md, B, from sister calls of ZamuPay). */
export const errorAnswerSchema = documented({
  errors: z.unknown().optional(),
  reason: optionalText,
  title: optionalText,
  detail: optionalText,
  message: optionalText,
  error: optionalText,
  error_description: optionalText,
  remarks: optionalText,
})

/** The answer itself, what stands in its envelopes, and the items of a list in either place. */
function layers(answer: unknown): Record<string, unknown>[] {
  return placesIn(answer).filter(isRecord)
}

function readFields(errors: unknown): AlmaraErrorField[] {
  if (Array.isArray(errors)) {
    return errors.slice(0, 20).flatMap((error: unknown) => {
      const field = isRecord(error) ? (error.field ?? error.Field) : undefined
      const message = isRecord(error) ? (error.message ?? error.Message) : error
      return typeof message === "string" ? [{ field: typeof field === "string" ? field : "", message }] : []
    })
  }
  return isRecord(errors)
    ? Object.entries(errors)
        .slice(0, 20)
        .map(([field, messages]) => ({
          field,
          message: [messages]
            .flat()
            .filter((each) => typeof each === "string")
            .join(" "),
        }))
    : []
}

/** Returns the gateway's own id of an order that was created; undefined when the answer carries none. */
export function gatewayConversationIdIn(answer: unknown): GatewayConversationId | undefined {
  return layers(answer)
    .map((layer) => newOrderAnswerSchema.safeParse(layer).data)
    .map((layer) => asId<GatewayConversationId>(layer?.systemConversationId ?? layer?.conversationId))
    .find((id) => id !== undefined)
}

export type ErrorAnswer = { fields: AlmaraErrorField[]; reason?: string }

/**
 * Reads what an answer says about its failure.
 * @param clean Takes secrets and personal things out of each text.
 */
export function readErrorAnswer(answer: unknown, clean: (text: string) => string): ErrorAnswer {
  for (const layer of layers(answer)) {
    const read = errorAnswerSchema.safeParse(layer)
    if (!read.success) {
      continue
    }
    const { errors, reason, error_description, detail, message, title, remarks, error } = read.data
    const fields = readFields(errors).map((each) => ({ field: clean(each.field), message: clean(each.message) }))
    const sentence = reason ?? error_description ?? detail ?? message ?? title ?? remarks ?? error
    if (fields.length > 0 || sentence !== undefined) {
      return { fields, ...(sentence !== undefined && { reason: clean(sentence) }) }
    }
  }
  return { fields: [] }
}

const codeNames = ["resultcode", "responsecode", "errorcode", "code"]
const duplicateCode = 9
const idName = /^originatorconversationid$/i

/** An answer's layers and the errors that they list. */
function layersAndErrors(answer: unknown): Record<string, unknown>[] {
  return layers(answer).flatMap((layer) => [
    layer,
    ...(Array.isArray(layer.errors) ? (layer.errors as unknown[]).slice(0, 20).filter(isRecord) : []),
  ])
}

function codesIn(layer: Record<string, unknown>, names: readonly string[]): number[] {
  return Object.entries(layer).flatMap(([key, value]) =>
    names.includes(key.toLowerCase()) ? [readCode(value)].filter((code) => code !== undefined) : [],
  )
}

/**
 * Tells whether Almara already has a transaction with this id: by result code 9, or by an error about the id that says
 * so (FACTS.md, B).
 */
export function isDuplicateAnswer(answer: unknown): boolean {
  return layersAndErrors(answer).some(
    (each) =>
      codesIn(each, codeNames).includes(duplicateCode) ||
      (idName.test(String(fieldOf(each, "field"))) && /duplicate/i.test(String(fieldOf(each, "message")))),
  )
}

const successNames = ["success", "isSuccess", "succeeded"] as const
const reasonNames = ["reason", "error", "error_description"] as const
const badRequest = 400

/**
 * Tells whether an answer of `new-order` that came with a success is a rejection all the same: it says so, or gives a
 * reason, or a code that means failure. Only asked of an answer that carries no page.
 */
export function isRejectionAnswer(answer: unknown): boolean {
  // An id of the gateway's is given to what it has taken.
  const isTaken = gatewayConversationIdIn(answer) !== undefined
  return layers(answer).some((layer) => {
    const codes = codesIn(layer, codeNames)
    const statuses = codesIn(layer, ["status", "statuscode"])
    const isDenied = successNames.some((name) => /^false$/i.test(String(fieldOf(layer, name))))
    if (isDenied || codes.some(isFailure) || statuses.some((status) => status >= badRequest)) {
      return true
    }
    const isSuccess =
      codes.includes(0) || statuses.some((status) => status === 0 || (status >= 200 && status < badRequest))
    return !isSuccess && !isTaken && reasonNames.some((name) => isReason(fieldOf(layer, name)))
  })
}

function isReason(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== ""
}

function isFailure(code: number): boolean {
  const meaning = meaningOfResultCode(code)
  if (meaning === unknownResultCode) {
    return code >= badRequest
  }
  return meaning.disposition === "failed" || meaning.disposition === "review"
}

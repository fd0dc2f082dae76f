import { z } from "zod"
import type { AlmaraErrorField } from "../errors"
import { readCode } from "../read-code"
import { documented, envelopes, isRecord, optionalInteger, optionalText } from "./fields"

/**
 * The answer to a token request (FACTS.md, B): `expires_in` in seconds, an hour when it is not said. A token with
 * blanks or control characters is none: it could not stand in a header.
 */
export const tokenAnswerSchema = documented({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  expires_in: optionalInteger.transform((seconds) => seconds ?? 3600),
  token_type: optionalText,
  scope: optionalText,
})

const channelSchema = documented({ channelType: optionalInteger, channelDescription: optionalText })

const routeSchema = documented({
  id: optionalText,
  category: optionalText,
  categoryDescription: optionalText,
  categoryIsEnabled: z.boolean().optional().catch(undefined),
  routeIntegration: optionalText,
  country: optionalText,
  routeIsActive: z.boolean().optional().catch(undefined),
  channelTypes: z.array(channelSchema).catch([]),
})

/** The answer of `assigned-routes` (FACTS.md, B, from the ZamuPay page). */
export const routesAnswerSchema = documented({ routes: z.array(routeSchema) })
export type AlmaraRoute = z.output<typeof routeSchema>

/** The answer of `new-order`, of which only sister calls are known (FACTS.md, C): everything in it is optional. */
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

/** The answer itself and what stands in its envelopes. */
function layers(answer: unknown): Record<string, unknown>[] {
  return isRecord(answer) ? [answer, ...envelopes.map((name) => answer[name])].filter(isRecord) : []
}

function readFields(errors: unknown): AlmaraErrorField[] {
  if (Array.isArray(errors)) {
    return errors.slice(0, 20).flatMap((error: unknown) => {
      const field = isRecord(error) ? error.field ?? error.Field : undefined
      const message = isRecord(error) ? error.message ?? error.Message : error
      return typeof message === "string" ? [{ field: typeof field === "string" ? field : "", message }] : []
    })
  }
  return isRecord(errors)
    ? Object.entries(errors)
        .slice(0, 20)
        .map(([field, messages]) => ({ field, message: [messages].flat().filter((each) => typeof each === "string").join(" ") }))
    : []
}

/** The gateway's own id of an order that was created; undefined when the answer carries none. */
export function conversationIdIn(answer: unknown): string | undefined {
  return layers(answer)
    .map((layer) => newOrderAnswerSchema.safeParse(layer).data)
    .map((layer) => layer?.systemConversationId ?? layer?.conversationId)
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

/** Tells whether an answer carries result code 9: Almara already has a transaction with this id (FACTS.md, B). */
export function isDuplicateAnswer(answer: unknown): boolean {
  const places = layers(answer).flatMap((layer) => [layer, ...(Array.isArray(layer.errors) ? layer.errors : [])])
  return places
    .filter(isRecord)
    .some((each) =>
      Object.entries(each).some(([key, value]) => codeNames.includes(key.toLowerCase()) && readCode(value) === duplicateCode)
    )
}

/** Tells whether an answer of `check-status` is the "not found" of a sister call: `{id, idType, message}` (FACTS.md, B). */
export function isNotFoundAnswer(answer: unknown): boolean {
  const names = isRecord(answer) ? Object.keys(answer).map((key) => key.toLowerCase()) : []
  return names.includes("idtype") && names.includes("message") && !names.includes("originatorconversationid")
}

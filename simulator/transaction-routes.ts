import { randomUUID } from "node:crypto"
import { z } from "zod"
import type { SimulatorOptions } from "./options"
import type { FieldError } from "./problems"

/** The two channel types that the documentation shows. */
const documentedChannelTypes = [172, 159]

/** A route as `assigned-routes` lists it. */
export interface TransactionRoute {
  id: string
  category: number
  categoryDescription: string
  categoryIsEnabled: boolean
  /** Spelt so by the gateway. */
  routeIntergration: string
  country: string
  routeIsActive: boolean
  channelTypes: { channelType: number; channelDescription: string }[]
}

/** The routes of this merchant: the configured one, and one that is switched off. */
export function assignTransactionRoutes({ routeId, channelType }: SimulatorOptions): TransactionRoute[] {
  const channelTypes = [...new Set([channelType, ...documentedChannelTypes])]
  const route = {
    category: 1,
    categoryDescription: "Card Payments",
    categoryIsEnabled: true,
    routeIntergration: "Almara simulator",
    country: "Kenya",
    channelTypes: channelTypes.map((type) => ({ channelType: type, channelDescription: `Card checkout ${type}` })),
  }
  return [
    { id: routeId, routeIsActive: true, ...route },
    { id: randomUUID().toUpperCase(), routeIsActive: false, ...route },
  ]
}

const routeChoiceSchema = z.object({ checkoutRouteId: z.string().min(1), checkoutRouteChannelType: z.unknown() })

/** What is wrong with the route an order names, if it names one. GUIDs are compared without regard to case. */
export function routeProblems(routes: readonly TransactionRoute[], order: unknown): FieldError[] {
  const choice = routeChoiceSchema.safeParse(order)
  if (!choice.success) {
    return []
  }
  const { checkoutRouteId, checkoutRouteChannelType } = choice.data
  const route = routes.find(({ id }) => id.toLowerCase() === checkoutRouteId.toLowerCase())
  if (route === undefined) {
    return [{ field: "checkoutRouteId", message: "is not a route that is assigned to this merchant" }]
  }
  if (!route.routeIsActive) {
    return [{ field: "checkoutRouteId", message: "is a route that is not active" }]
  }
  const known = route.channelTypes.some(({ channelType }) => channelType === checkoutRouteChannelType)
  if (typeof checkoutRouteChannelType === "number" && !known) {
    return [{ field: "checkoutRouteChannelType", message: "is not a channel type of this route" }]
  }
  return []
}

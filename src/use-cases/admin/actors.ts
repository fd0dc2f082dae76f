import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Actor } from "../../core/views/admin/checkout"

/** Returns how a merchant reads who did something: a person by the name, an API key by its title. */
export async function actorsOf(container: MedusaContainer, actors: string[]): Promise<(actor: string) => Actor> {
  const names = await namesOf(container, actors)
  return (actor) => {
    const kind = actor.startsWith("user_") ? "user" : actor.startsWith("apk_") ? "api_key" : null
    return { kind: kind ?? actor, name: kind && (names.get(actor) ?? actor) }
  }
}

/** The names of the people among the actors; an API key has the title that it was given. */
async function namesOf(container: MedusaContainer, actors: string[]): Promise<Map<string, string>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const users = [...new Set(actors.filter((actor) => actor.startsWith("user_")))]
  const keys = [...new Set(actors.filter((actor) => actor.startsWith("apk_")))]
  // An empty filter matches every row: nothing is asked when nobody is meant.
  const found =
    users.length > 0
      ? await query.graph({
          entity: "user",
          fields: ["id", "email", "first_name", "last_name"],
          filters: { id: users },
        })
      : { data: [] }
  const titles =
    keys.length > 0
      ? await query.graph({ entity: "api_key", fields: ["id", "title"], filters: { id: keys } })
      : { data: [] }
  return new Map<string, string>([
    ...found.data.map(
      (user) =>
        [user.id, [user.first_name, user.last_name].filter(Boolean).join(" ") || user.email] as [string, string],
    ),
    ...titles.data.map((key) => [key.id, key.title] as [string, string]),
  ])
}

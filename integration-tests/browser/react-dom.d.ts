// Medusa's dashboard brings react-dom without its types; the spec's page needs this much of it.
declare module "react-dom/client" {
  import type { ReactNode } from "react"
  export function createRoot(place: Element): { render(children: ReactNode): void }
}

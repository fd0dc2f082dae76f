import path from "node:path"
import { readRepositoryFile } from "./pages"
import { typeMistakes, type TypeMistake } from "./typescript-blocks"

export const PATCH = "docs/nextjs-starter/almara.patch"

/** Where the starter's storefront would be, if it were in this repository. */
const STOREFRONT = path.resolve(__dirname, "../../docs/nextjs-starter/apps/storefront")

/**
 * What the patch's new files take from the starter and from Next.js, as far as they do; none of the starter's code is in this
 * repository. That the starter really has it so is tried by `npm run test:nextjs`.
 */
const STUBS = {
  "src/next.d.ts": `
declare module "next" { export interface Metadata { title?: string; referrer?: "no-referrer"; robots?: { index?: boolean } } }
declare module "next/headers" { export function headers(): Promise<Headers> }
declare module "next/navigation" {
  export function notFound(): never
  export function useParams<Params>(): Params
  export function useRouter(): { push(href: string): void }
}
declare module "next/cache" { export function revalidateTag(tag: string): void }`,
  "src/lib/config.ts": `import Medusa from "@medusajs/js-sdk"
export declare const sdk: Medusa`,
  "src/lib/data/cookies.ts": `export declare function getAuthHeaders(): Promise<{ authorization: string } | Record<string, never>>
export declare function getCacheTag(tag: string): Promise<string>
export declare function getCartId(): Promise<string | undefined>
export declare function removeCartId(): Promise<void>`,
  "src/modules/checkout/components/error-message/index.tsx": `declare const ErrorMessage: (props: { error?: string | null; "data-testid"?: string }) => React.JSX.Element | null
export default ErrorMessage`,
  "src/modules/common/components/localized-client-link/index.tsx": `declare const LocalizedClientLink: (props: { href: string; className?: string; children?: React.ReactNode }) => React.JSX.Element
export default LocalizedClientLink`,
  "src/modules/common/components/ui/index.tsx": `type Part<Props = object> = (props: Props & { className?: string; children?: React.ReactNode }) => React.JSX.Element
export declare const Button: Part<{ size?: "small" | "base" | "large"; disabled?: boolean; isLoading?: boolean; onClick?: () => unknown; "data-testid"?: string }>
export declare const Heading: Part<{ level?: "h1" | "h2" | "h3" }>
export declare const Text: Part`,
}

/** A file of the patch, by its path in the starter's storefront. */
export interface PatchedFile {
  file: string
  isNew: boolean
  /** The lines that are added, which are all lines of a new file. */
  added: string
}

/** The files that the patch changes or adds. */
export function patchedFiles(patch: string = readRepositoryFile(PATCH)): PatchedFile[] {
  return patch
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const file = /^\+\+\+ b\/apps\/storefront\/(.+)$/m.exec(part)?.[1]
      if (file === undefined) throw new Error(`${PATCH} changes something outside of apps/storefront.`)
      const lines = part
        .slice(part.indexOf("\n@@"))
        .split("\n")
        .filter((line) => line.startsWith("+"))
      return { file, isNew: /^new file mode/m.test(part), added: lines.map((line) => line.slice(1)).join("\n") }
    })
}

/** What is wrong with the types of the patch's new files. */
export function patchMistakes(files: readonly PatchedFile[] = patchedFiles()): TypeMistake[] {
  const added = files.filter(({ isNew }) => isNew).map(({ file, added }) => [file, added] as const)
  const sources = [...Object.entries(STUBS), ...added].map(
    ([file, code]) => [path.join(STOREFRONT, file), code] as const,
  )
  const names = {
    "@lib/*": [path.join(STOREFRONT, "src/lib/*")],
    "@modules/*": [path.join(STOREFRONT, "src/modules/*")],
  }
  return typeMistakes(new Map(sources), names).map(({ file, ...mistake }) => ({
    file: path.posix.relative(STOREFRONT, file),
    ...mistake,
  }))
}

/**
 * Returns what `npm run way` prints: the files that ran, by their folder, each with its functions; and how many those
 * are.
 */
export function wayText(ran: Record<string, string[]>): string {
  const files = Object.keys(ran).sort()
  const lines = files.map((file) => {
    const named = (ran[file] ?? []).filter((name) => name !== "" && !name.startsWith("get "))
    return named.length > 0 ? `${file}: ${named.join(", ")}` : file
  })
  return [...lines, "", `${files.length} files from POST /checkout/cart to the capture`].join("\n")
}

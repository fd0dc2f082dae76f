import type { DocsPage } from "./pages"

/** A fenced block of a page. */
export interface Block {
  file: string
  /** The line of its opening fence. */
  line: number
  language: string
  code: string
}

/** Every fenced block of a page, also an indented one in a list. Throws when one is not closed. */
export function blocksOf({ file, text }: DocsPage): Block[] {
  const blocks: Block[] = []
  let open: { block: Block; indent: string; fence: string; lines: string[] } | undefined
  text.split("\n").forEach((line, index) => {
    if (open) {
      if (line.trim() === open.fence) {
        blocks.push({ ...open.block, code: open.lines.join("\n") })
        open = undefined
      } else {
        open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
      }
      return
    }
    const [, indent, fence, language] = /^(\s*)(`{3,})(.*)$/.exec(line) ?? []
    if (indent !== undefined && fence !== undefined) {
      open = { block: { file, line: index + 1, language: (language ?? "").trim(), code: "" }, indent, fence, lines: [] }
    }
  })
  if (open) throw new Error(`${file}:${open.block.line}: the block is not closed.`)
  return blocks
}

/** Where a block stands, for people. */
export function placeOf({ file, line }: Block): string {
  return `${file}:${line}`
}

import { llmsText } from "./llms"
import { existsInRepository, readRepositoryFile } from "./pages"

it("llms.txt is what the docs say: write it anew by `npm run docs`", () => {
  expect(readRepositoryFile("llms.txt")).toBe(llmsText())
})

it("leads to pages that are there", () => {
  const targets = [...llmsText().matchAll(/^- \[.+?\]\((.+?)\)/gm)].map(([, target = ""]) => target)
  expect(targets.length).toBeGreaterThan(20)
  expect(targets.filter((target) => !existsInRepository(target))).toEqual([])
})

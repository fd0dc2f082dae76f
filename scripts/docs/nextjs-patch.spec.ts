import { execFileSync } from "node:child_process"
import path from "node:path"
import { readRepositoryFile } from "./pages"
import { PATCH, patchedFiles, patchMistakes } from "./nextjs-patch"

jest.setTimeout(240_000)

const files = patchedFiles()

describe("the patch for Medusa's Next.js starter", () => {
  it("is a patch that git can read", () => {
    const counted = execFileSync("git", ["apply", "--numstat", path.resolve(__dirname, "../..", PATCH)], {
      encoding: "utf8",
    })
    expect(counted.trim().split("\n")).toHaveLength(files.length)
  })

  it("adds files whose types fit this package", () => {
    expect(patchMistakes()).toEqual([])
  })

  it("is told file by file in its guide", () => {
    const guide = readRepositoryFile("docs/nextjs-starter/README.md")
    const listed = [...guide.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file)
    expect(listed.sort()).toEqual(files.map(({ file }) => file).sort())
  })

  it("has mistakes found in it", () => {
    const broken = files.map((one) => ({
      ...one,
      added: one.added
        .replace("useAlmaraCheckout(almaraStore,", "useAlmaraCheckout(almaraShop,")
        .replace("sentence.title", "sentence.heading"),
    }))
    expect(patchMistakes(broken).map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining("almaraShop"),
      expect.stringContaining("'heading' does not exist"),
    ])
  })
})

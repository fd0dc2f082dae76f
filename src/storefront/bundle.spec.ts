import path from "node:path"
import { build } from "esbuild"

/** Bundles what a storefront imports, for a browser: an import of Node's would be an error. */
async function bundle(imported: string, from = "index"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${imported} } from "./${from}"`, resolveDir: path.join(__dirname) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    external: ["react"],
  })
  return outputFiles[0]?.text ?? ""
}

describe("what a storefront's bundle gets", () => {
  it("reading alone brings no sentences, no start and no watch", async () => {
    const text = await bundle("readAlmaraCheckout")
    expect(text).not.toMatch(/Asante|payment-sessions|Merci/)
    expect(text.length).toBeLessThan(3_000)
  })

  it("all of it is small and has nothing of React", async () => {
    const text = await bundle(
      "startAlmaraPayment, watchAlmaraCheckout, retryAlmaraPayment, sentenceFor, shopperState, chooseLanguage, problemSentence",
    )
    expect(text).not.toMatch(/from"react"/)
    expect(text.length).toBeLessThan(24_000)
  })

  it("the React layer leaves React to the storefront", async () => {
    expect(await bundle("useAlmaraCheckout, useAlmaraPayment", "react")).toMatch(/from"react"/)
  })
})

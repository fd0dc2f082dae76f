import { signatureFor, verifySignature } from "./signature"

const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"
const secrets = ["a".repeat(32), "b".repeat(32), "c".repeat(32)]

/** How often the comparison in constant time is made for a signature. */
async function comparisonsOf(
  signature: string,
  merchantRequestId = id,
): Promise<{ isGenuine: boolean; comparisons: number }> {
  const verify = jest.spyOn(crypto.subtle, "verify")
  try {
    const isGenuine = await verifySignature({ endpoint: "callback", merchantRequestId, signature, secrets })
    return { isGenuine, comparisons: verify.mock.calls.length }
  } finally {
    verify.mockRestore()
  }
}

describe("how long a signature takes to verify says nothing about it", () => {
  it.each([
    ["the first secret", secrets[0], true],
    ["the last secret", secrets[2], true],
    ["no secret of ours", "d".repeat(32), false],
  ])("signed with %s: compared once with each", async (_name, secret, isGenuine) => {
    expect(await comparisonsOf(await signatureFor("callback", id, [secret ?? ""]))).toEqual({
      isGenuine,
      comparisons: secrets.length,
    })
  })

  it("almost right in its first or its last character: compared as often", async () => {
    const signature = await signatureFor("callback", id, secrets)
    const other = (character: string | undefined) => (character === "A" ? "E" : "A")
    for (const forged of [
      `${other(signature[0])}${signature.slice(1)}`,
      `${signature.slice(0, -1)}${other(signature.at(-1))}`,
    ]) {
      expect(await comparisonsOf(forged)).toEqual({ isGenuine: false, comparisons: secrets.length })
    }
  })
})

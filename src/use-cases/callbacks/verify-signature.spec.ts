import crypto from "node:crypto"
import fc from "fast-check"
import { signatureFor, verifySignature, type Door } from "../../core/callback/signature"
import { isSignedByUs } from "./verify-signature"

const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"
const secrets = ["a".repeat(32), "b".repeat(32), "c".repeat(32)]
const doors = fc.constantFrom<Door>("callback", "return", "cancel")

describe("isSignedByUs", () => {
  it("says what core says, of every door, checkout, secret and signature", async () => {
    const claims = fc.record({
      door: doors,
      signedDoor: doors,
      conversationId: fc.string(),
      signedId: fc.string(),
      secret: fc.constantFrom(...secrets, "d".repeat(32)),
      isSame: fc.boolean(),
      change: fc.option(fc.record({ at: fc.nat({ max: 43 }), to: fc.string({ minLength: 1, maxLength: 1, unit: "grapheme-ascii" }) }), { freq: 1 }),
      accepted: fc.subarray([...secrets, ""]),
    })
    const verdicts = { true: 0, false: 0 }
    await fc.assert(
      fc.asyncProperty(claims, async ({ door, signedDoor, conversationId, signedId, secret, isSame, change, accepted }) => {
        const made = await signatureFor(isSame ? door : signedDoor, isSame ? conversationId : signedId, [secret])
        const signature = change ? `${made.slice(0, change.at)}${change.to}${made.slice(change.at + 1)}` : made
        const claim = { door, conversationId, signature, secrets: accepted }
        const verdict = await verifySignature(claim)
        verdicts[`${verdict}`] += 1
        expect(isSignedByUs(claim)).toBe(verdict)
      }),
      { numRuns: 500 }
    )
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(5)
  })

  it.each([undefined, null, "", 7, [], ["a", "b"], {}, "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}B`])("takes no signature for one that is no text of ours: %p", (signature) => {
    expect(isSignedByUs({ door: "callback", conversationId: id, signature, secrets })).toBe(false)
  })

  it.each([undefined, null, 7, [id], {}])("takes no checkout for one that is no text: %p", async (conversationId) => {
    const signature = await signatureFor("callback", id, secrets)
    expect(isSignedByUs({ door: "callback", conversationId, signature, secrets })).toBe(false)
  })

  it("compares in constant time, once with each secret, whichever it is", async () => {
    const compare = jest.spyOn(crypto, "timingSafeEqual")
    try {
      for (const secret of [...secrets, "d".repeat(32)]) {
        compare.mockClear()
        const signature = await signatureFor("callback", id, [secret])
        expect(isSignedByUs({ door: "callback", conversationId: id, signature, secrets })).toBe(secrets.includes(secret))
        expect(compare).toHaveBeenCalledTimes(secrets.length)
      }
    } finally {
      compare.mockRestore()
    }
  })
})

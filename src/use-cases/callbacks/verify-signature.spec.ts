import crypto from "node:crypto"
import fc from "fast-check"
import { signatureFor, verifySignature, type Endpoint } from "../../core/callback/signature"
import { isSignedByUs } from "./verify-signature"

const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"
const secrets = ["a".repeat(32), "b".repeat(32), "c".repeat(32)]
const endpoints = fc.constantFrom<Endpoint>("callback", "return", "cancel")

describe("isSignedByUs", () => {
  it("says what core says, of every door, checkout, secret and signature", async () => {
    const claims = fc.record({
      endpoint: endpoints,
      signedEndpoint: endpoints,
      merchantRequestId: fc.string(),
      signedId: fc.string(),
      secret: fc.constantFrom(...secrets, "d".repeat(32)),
      isSame: fc.boolean(),
      change: fc.option(
        fc.record({ at: fc.nat({ max: 43 }), to: fc.string({ minLength: 1, maxLength: 1, unit: "grapheme-ascii" }) }),
        { freq: 1 },
      ),
      accepted: fc.subarray([...secrets, ""]),
    })
    const matches = { true: 0, false: 0 }
    await fc.assert(
      fc.asyncProperty(
        claims,
        async ({ endpoint, signedEndpoint, merchantRequestId, signedId, secret, isSame, change, accepted }) => {
          const made = await signatureFor(isSame ? endpoint : signedEndpoint, isSame ? merchantRequestId : signedId, [
            secret,
          ])
          const signature = change ? `${made.slice(0, change.at)}${change.to}${made.slice(change.at + 1)}` : made
          const claim = { endpoint, merchantRequestId, signature, secrets: accepted }
          const isMatch = await verifySignature(claim)
          matches[`${isMatch}`] += 1
          expect(isSignedByUs(claim)).toBe(isMatch)
        },
      ),
      { numRuns: 500 },
    )
    expect(Math.min(matches.true, matches.false)).toBeGreaterThan(5)
  })

  it.each([undefined, null, "", 7, [], ["a", "b"], {}, "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}B`])(
    "takes no signature for one that is no text of ours: %p",
    (signature) => {
      expect(isSignedByUs({ endpoint: "callback", merchantRequestId: id, signature, secrets })).toBe(false)
    },
  )

  it.each([undefined, null, 7, [id], {}])(
    "takes no checkout for one that is no text: %p",
    async (merchantRequestId) => {
      const signature = await signatureFor("callback", id, secrets)
      expect(isSignedByUs({ endpoint: "callback", merchantRequestId, signature, secrets })).toBe(false)
    },
  )

  it("compares in constant time, once with each secret, whichever it is", async () => {
    const compare = jest.spyOn(crypto, "timingSafeEqual")
    try {
      for (const secret of [...secrets, "d".repeat(32)]) {
        compare.mockClear()
        const signature = await signatureFor("callback", id, [secret])
        expect(isSignedByUs({ endpoint: "callback", merchantRequestId: id, signature, secrets })).toBe(
          secrets.includes(secret),
        )
        expect(compare).toHaveBeenCalledTimes(secrets.length)
      }
    } finally {
      compare.mockRestore()
    }
  })
})

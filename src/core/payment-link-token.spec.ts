import { hashOfLinkToken, newLinkToken } from "./payment-link-token"

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

it("makes tokens that fit into a message, none twice, and keeps their hash alone", async () => {
  const made = await Promise.all(Array.from({ length: 1000 }, () => newLinkToken(random)))
  expect(new Set(made.map(({ token }) => token)).size).toBe(1000)
  for (const { token, hash } of made) {
    expect(token).toMatch(/^[a-z2-7]{26}$/)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashOfLinkToken(token)).toBe(hash)
  }
})

it("knows a token in either letter case, and nothing else", async () => {
  const { token, hash } = await newLinkToken(random)
  expect(await hashOfLinkToken(token.toUpperCase())).toBe(hash)
  for (const wrong of ["", token.slice(1), `${token}a`, `${token.slice(1)}1`, ` ${token}`, `${token}\n`, hash])
    expect(await hashOfLinkToken(wrong)).toBeUndefined()
})

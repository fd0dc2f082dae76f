import { looksPublic } from "./public-address"

describe("looksPublic", () => {
  it.each(["https://shop.example.co.ke", "https://8.8.8.8", "https://[2001:db8::1]"])(
    "%s can be reached from outside",
    (address) => {
      expect(looksPublic(address)).toBe(true)
    },
  )

  it.each([
    "http://localhost:9000",
    "http://127.0.0.1:9000",
    "https://10.1.2.3",
    "https://172.20.0.1",
    "https://192.168.1.1",
    "https://backend",
    "https://shop.local",
    "https://[::1]",
    "https://[fd00::1]",
    "https://100.64.1.1",
  ])("%s cannot", (address) => {
    expect(looksPublic(address)).toBe(false)
  })
})

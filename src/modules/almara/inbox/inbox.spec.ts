import { pauseInSeconds } from "./inbox"

describe("the pause before a callback is tried again", () => {
  it("doubles with each try, an hour at the most", () => {
    expect([1, 2, 3, 4, 10, 11, 12, 100].map((tries) => pauseInSeconds(tries, () => 0))).toEqual([
      2, 4, 8, 16, 1024, 2048, 3600, 3600,
    ])
  })

  it("is shortened by up to a quarter, so that many do not come back at once", () => {
    expect([0, 0.5, 1].map((random) => pauseInSeconds(4, () => random))).toEqual([16, 14, 12])
  })
})

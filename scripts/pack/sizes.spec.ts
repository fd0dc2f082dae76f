import { sizeFault } from "./sizes"

it("a package that has grown too large is a fault", () => {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  expect(sizeFault("packed", 1024)).toEqual([])
  expect(sizeFault("packed", 5_000_000)).toEqual([expect.stringMatching(/too large: packed it has 4883 KiB/)])
  expect(log).toHaveBeenCalledWith(expect.stringContaining("packed: 1 KiB"))
  log.mockRestore()
})

import { startSimulator } from "./server"

it("starts on any free port, several times over, and stops", async () => {
  const [first, second] = await Promise.all([startSimulator({ port: 0 }), startSimulator({ port: 0 })])
  expect(first.port).not.toBe(second.port)
  expect(first.url).toBe(`http://127.0.0.1:${first.port}`)
  expect((await fetch(first.url)).status).toBe(200)
  await Promise.all([first.close(), second.close()])
  await expect(fetch(first.url)).rejects.toThrow("fetch failed")
})

it("refuses wrong options in one sentence", async () => {
  await expect(startSimulator({ port: -1, routeId: "route" })).rejects.toThrow(
    "Wrong options for the Almara simulator: port must be a whole number from 0 to 65535; routeId must be a GUID.",
  )
})

it("fails when its port is taken", async () => {
  const first = await startSimulator({ port: 0 })
  await expect(startSimulator({ port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" })
  await first.close()
})

it("leaves the process its own Request and Response", async () => {
  const { Request, Response } = globalThis
  const simulator = await startSimulator({ port: 0 })
  await fetch(simulator.url)
  await simulator.close()
  expect(globalThis.Request).toBe(Request)
  expect(globalThis.Response).toBe(Response)
})

import { createServer } from "node:net"
import { chooseFreePorts, findTakenPort, services } from "./ports"

it("chooses a port for each service, none twice, and all of them free", async () => {
  const ports = await chooseFreePorts()
  expect(new Set(Object.values(ports)).size).toBe(services.length)
  expect(await findTakenPort(ports, services)).toBeUndefined()
})

it.each(["127.0.0.1", "::"])("sees that somebody listens on %s", async (host) => {
  const ports = await chooseFreePorts()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(ports.simulator, host, resolve))
  try {
    expect(await findTakenPort(ports, services)).toBe("simulator")
    expect(await findTakenPort(ports, ["store", "postgres"])).toBeUndefined()
  } finally {
    other.close()
  }
})

it("sees that two of ours share one", async () => {
  const ports = await chooseFreePorts()
  expect(await findTakenPort({ ...ports, postgres: ports.store }, services)).toBe("postgres")
})

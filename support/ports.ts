import { createServer } from "node:net"
import { freePort } from "./postgres"

/** What listens on a port of its own. */
export const services = ["store", "simulator", "storefront", "postgres"] as const

export type Service = (typeof services)[number]

export type Ports = Record<Service, number>

export const defaultPorts: Ports = { store: 9000, simulator: 4010, storefront: 8000, postgres: 5433 }

/** Free ports for everything, none twice. */
export async function chooseFreePorts(): Promise<Ports> {
  const chosen = new Set<number>()
  while (chosen.size < services.length) {
    chosen.add(await freePort())
  }
  const [store, simulator, storefront, postgres] = [...chosen] as [number, number, number, number]
  return { store, simulator, storefront, postgres }
}

/** The first of the services whose port somebody else has, or two of ours share. */
export async function findTakenPort(ports: Ports, needed: readonly Service[]): Promise<Service | undefined> {
  const seen = new Set<number>()
  for (const service of needed) {
    if (seen.has(ports[service]) || !(await isFree(ports[service]))) {
      return service
    }
    seen.add(ports[service])
  }
  return undefined
}

/** Asks on both loopback addresses: a server on one of them leaves the other open on some systems. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::"))
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") {
        resolve(false)
      } else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") {
        // A machine without IPv6 has nobody there who could be in the way.
        resolve(true)
      } else {
        reject(error)
      }
    })
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

import { parseArgs } from "node:util"
import { defaultPorts, services, type Ports, type Service } from "../../support/ports"

/** What the command line and the environment ask for. */
export interface DemoOptions {
  help: boolean
  smoke: boolean
  /** Whether the admin dashboard is built, if it was not yet. */
  admin: boolean
  ports: Ports
}

/** The help text. */
export const usage = `npm run demo [-- options]

  --smoke                     start on free ports with a temporary database, buy once, check, stop
  --without-admin             do not build the admin dashboard
${services.map((service) => `  ${`${portOption(service)} <number>`.padEnd(28)}${defaultPorts[service]} by default; also ${portVariable(service)}`).join("\n")}
  --help                      this text

Set DATABASE_URL to use a Postgres of yours instead of the embedded one.
`

/** Reads the options; throws one plain sentence when one of them is not understood. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      "without-admin": { type: "boolean", default: false },
      ...Object.fromEntries(services.map((service) => [`port-${service}`, { type: "string" as const }])),
    },
  })
  const given: Record<string, unknown> = values
  const ports = Object.fromEntries(
    services.map((service) => [
      service,
      readPort(service, given[`port-${service}`] ?? environment[portVariable(service)] ?? defaultPorts[service]),
    ]),
  ) as Ports
  return { help: given.help === true, smoke: given.smoke === true, admin: given["without-admin"] !== true, ports }
}

/** The option that moves a service to another port. */
export function portOption(service: Service): string {
  return `--port-${service}`
}

function portVariable(service: Service): string {
  return `DEMO_PORT_${service.toUpperCase()}`
}

function readPort(service: Service, value: unknown): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${portOption(service)} must be a port from 1 to 65535, not "${String(value)}".`)
  }
  return port
}

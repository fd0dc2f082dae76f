import { readFileSync } from "node:fs"
import path from "node:path"
import { parse, parseAllDocuments } from "yaml"
import { LOG_EVENTS } from "../../src/telemetry/log-events"

const ROOT = path.join(__dirname, "../..")
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8")

/** What Medusa itself reads, besides our configuration. */
const OF_MEDUSA = ["NODE_ENV", "MEDUSA_WORKER_MODE"]
const OF_OUR_CONFIGURATION = [...read("medusa-config.ts").matchAll(/environment\.([A-Z_]+)/g)].map(
  ([, name]) => name ?? "",
)
const KNOWN = new Set([...OF_MEDUSA, ...OF_OUR_CONFIGURATION])
/** Without these a store in production does not boot, or its processes do not find each other. */
const NEEDED = [
  ...["DATABASE_URL", "REDIS_URL", "MEDUSA_BACKEND_URL", "STOREFRONT_URL", "JWT_SECRET", "COOKIE_SECRET"],
  ...[
    "ALMARA_BASE_URL",
    "ALMARA_CLIENT_ID",
    "ALMARA_CLIENT_SECRET",
    "ALMARA_ROUTE_ID",
    "ALMARA_CHANNEL_TYPE",
    "ALMARA_CALLBACK_SECRET",
  ],
]

function expectConfigured(names: string[]): void {
  expect(names.filter((name) => !KNOWN.has(name))).toEqual([])
  expect(NEEDED.filter((name) => !names.includes(name))).toEqual([])
}

describe("docs/scaling/compose.yaml", () => {
  const { services } = parse(read("docs/scaling/compose.yaml"), { merge: true }) as {
    services: Record<string, { command: string[]; environment: Record<string, string>; deploy?: { replicas: number } }>
  }

  it.each(["migrate", "server", "worker"])(
    "gives %s the variables that the configuration reads, and all it needs",
    (name) => {
      expectConfigured(Object.keys(services[name]!.environment))
    },
  )

  it("runs two servers and two workers, each in its mode", () => {
    for (const mode of ["server", "worker"]) {
      expect(services[mode]).toMatchObject({
        environment: { MEDUSA_WORKER_MODE: mode },
        deploy: { replicas: 2 },
        command: ["npx", "medusa", "start"],
      })
    }
  })
})

describe("docs/scaling/kubernetes.yaml", () => {
  const text = read("docs/scaling/kubernetes.yaml")
  const documents = parseAllDocuments(text)
  const resources = documents.map((document) => document.toJS() as any)
  const one = (kind: string, name: string) =>
    resources.find((resource) => resource.kind === kind && resource.metadata.name === name)

  it("is YAML", () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([])
    expect(resources).toHaveLength(7)
  })

  it("names the variables that the configuration reads, and all it needs", () => {
    const secret = /^# DATABASE_URL.*$/m.exec(text)?.[0].match(/[A-Z_]{4,}/g) ?? []
    expectConfigured([...Object.keys(one("ConfigMap", "store").data), ...secret])
  })

  it.each(["server", "worker"])(
    "runs two of %s in its mode, with the health check at the port it listens on",
    (mode) => {
      const { replicas, template } = one("Deployment", `store-${mode}`).spec
      const [container] = template.spec.containers
      expect(replicas).toBe(2)
      expect(container.env).toEqual([{ name: "MEDUSA_WORKER_MODE", value: mode }])
      expect(String(container.ports[0].containerPort)).toBe(one("ConfigMap", "store").data.PORT)
      expect(container.startupProbe.httpGet).toEqual({ path: "/health", port: "http" })
    },
  )
})

describe("docs/telemetry.md", () => {
  const text = read("docs/telemetry.md")
  const sources =
    ["metrics", "spans"].map((name) => read(`src/telemetry/${name}.ts`)).join("\n") +
    read("src/use-cases/settle/settle-checkout.ts") +
    read("src/use-cases/callbacks/process-callbacks.ts") +
    read("src/api/checkout/cart/route.ts")

  it.each(Object.entries(LOG_EVENTS))("lists the log event %s as the code has it", (event, { level, meaning }) => {
    expect(text).toContain(`| \`${event}\` | ${level} | ${meaning} |`)
  })

  it("names every span, metric and attribute of the code", () => {
    const names = new Set([...sources.matchAll(/"(almara\.[a-z_.]+)"/g)].map(([, name]) => name ?? ""))
    expect(names.size).toBeGreaterThan(10)
    expect([...names].filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})

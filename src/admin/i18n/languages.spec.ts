import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { HOLD_REASONS, CHECKOUT_STATES } from "../../core/transition"
import { almaraErrorKinds } from "../../core/errors"
import { REFUSALS } from "../../core/refusals"
import { resultCodes } from "../../core/result-codes"
import { TIMELINE_KINDS } from "../../core/admin-view"
import { JOB_NAMES } from "../../modules/almara/job-runs"
import languages from "."

const admin = path.resolve(__dirname, "..")

/** Every path through the texts that ends in words. */
function keysOf(texts: object, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === "string" ? [`${before}${key}`] : keysOf(value as object, `${before}${key}.`)))
}

function textAt(texts: object, key: string): string {
  return String(key.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], texts))
}

const english = languages.en.almara
const keys = keysOf(english)
const sources = readdirSync(admin, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("i18n"))
  .map((file) => readFileSync(path.join(admin, file), "utf8"))
  .join("\n")

describe.each(Object.entries(languages))("the language %s", (_, { almara }) => {
  it("has every key, and no other", () => {
    expect(keysOf(almara).sort()).toEqual([...keys].sort())
  })

  it("says something for each, with the same places to fill in", () => {
    const places = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort()
    for (const key of keys) {
      expect([key, textAt(almara, key).trim().length > 0, places(textAt(almara, key))]).toEqual([key, true, places(textAt(english, key))])
    }
  })
})

describe("the texts that the admin asks for", () => {
  it("are all there", () => {
    const asked = [...sources.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? "")
    expect(asked.length).toBeGreaterThan(50)
    const isThere = (key: string) => keys.includes(key) || keys.includes(`${key}_other`)
    expect(asked.filter((key) => !isThere(key))).toEqual([])
  })

  it("that are made of a state, a reason, a code or a kind are all there", () => {
    const made = [
      ...CHECKOUT_STATES.flatMap((state) => [`outcomes.${state}.label`, `outcomes.${state}.sentence`]),
      ...Object.keys(HOLD_REASONS).map((reason) => `holdReasons.${reason}`),
      ...Object.keys(resultCodes).map((code) => `resultCodes.${code}`),
      ...TIMELINE_KINDS.map((kind) => `timeline.${kind}`),
      ...Object.keys(REFUSALS).map((code) => `refusals.${code}`),
      ...Object.keys(almaraErrorKinds).map((kind) => `almaraErrors.${kind}`),
      ...JOB_NAMES.map((name) => `jobs.${name}`),
    ]
    expect(made.filter((key) => !keys.includes(key))).toEqual([])
  })

  it("are all used", () => {
    const isUsed = (key: string) => {
      const plain = key.replace(/_(one|other)$/, "")
      const [first = ""] = plain.split(".")
      const parent = plain.slice(0, plain.lastIndexOf("."))
      const isMade = sources.includes(`\`${parent}.\${`) || sources.includes(`\`${first}.\${`)
      return isMade || sources.includes(`"${plain}"`)
    }
    expect(keys.filter((key) => !isUsed(key))).toEqual([])
  })
})

import { help, optionNames, readArguments, UsageError } from "./cli-arguments"

it.each(optionNames)("explains --%s", (name) => {
  expect(help).toContain(`  --${name} `)
})

it("reads what the simulator does by itself, callbacks and faults", () => {
  const args = [
    "--decide",
    "declined",
    "--decide-code=-1",
    "--decide-after-ms",
    "20",
    "--callback-copies",
    "2",
    "--callback-pauses-ms",
    "10,20",
  ]
  const faults = [
    "--fault",
    "check-status=forbidden",
    "--fault",
    "new-order=error:503",
    "--fault",
    "token=slow",
    "--fault",
    "routes=answer_late:50",
  ]
  expect(readArguments([...args, ...faults])).toMatchObject({
    decide: "declined",
    decideCode: "-1",
    decideAfterMs: 20,
    callbackPausesMs: [10, 20],
    behaviour: {
      callbackCopies: 2,
      checkStatus: { mode: "forbidden" },
      newOrder: { mode: "error", status: 503 },
      token: { mode: "ok", delayMs: 5000 },
      routes: { mode: "answer_late", delayMs: 50 },
    },
  })
})

it.each([
  [["--fault", "check-status=loud"], /--fault check-status=loud is not understood/],
  [["--fault", "check-status=forbidden:3"], /is not understood/],
  [["--fault", "new-order=error:200"], /is not understood/],
  [["--fault", "refund=drop"], /is not understood/],
  [["--callbacks", "twice"], /--callbacks must be send or never/],
  [["--callback-copies", "many"], /--callback-copies must be a whole number from 1 to 100/],
  [["--callback-pauses-ms", "1,x"], /--callback-pauses-ms must be a whole number/],
  [["--decide", "maybe"], /--decide must be one of paid/],
  [["--decide-code", "x"], /--decide-code must be a result code/],
  [["--public-url", "shop"], /--public-url must be an http or https address/],
  [["extra"], /extra/],
])("refuses %j in words", (args, sentence) => {
  expect(() => readArguments(args)).toThrow(sentence)
  expect(() => readArguments(args)).toThrow(UsageError)
})

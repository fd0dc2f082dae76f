import { storeSettings } from "../../simulator/store-settings"
import { simulatorOptionsSchema } from "../../simulator/options"
import { blocksOf } from "./blocks"
import { readRepositoryFile } from "./pages"

const options = simulatorOptionsSchema.parse({})
const printed = storeSettings(`http://${options.host}:${options.port}`, options)

it.each(["README.md", "docs/install.md"])("%s shows the lines that the simulator prints", (file) => {
  const texts = blocksOf({ file, text: readRepositoryFile(file) }).filter(({ language }) => language === "text")
  const shown = texts.flatMap(({ code }) => code.split("\n"))
  expect(printed.filter((line) => !shown.includes(line))).toEqual([])
})

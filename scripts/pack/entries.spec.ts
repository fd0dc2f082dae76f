import { exportMap } from "../compile/entries"
import { ENTRIES, MODULES } from "./entries"

it("every name in the export map is loaded in the pack's stores", () => {
  expect(Object.keys(ENTRIES).sort()).toEqual(Object.keys(exportMap()).sort())
  const withImport = Object.entries(exportMap()).flatMap(([name, conditions]) =>
    typeof conditions === "object" && conditions !== null && "import" in conditions ? [name] : [],
  )
  expect([...MODULES, "./admin"].sort()).toEqual(withImport.sort())
})

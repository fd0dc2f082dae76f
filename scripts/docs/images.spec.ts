import { docsPages, filesUnder } from "./pages"

it("every picture of the docs is shown somewhere", () => {
  const shown = docsPages()
    .map(({ text }) => text)
    .join("\n")
  const unused = filesUnder("docs").filter(
    (file) => /\.(png|svg|jpe?g|gif)$/.test(file) && !shown.includes(file.replace(/^.*\//, "")),
  )
  expect(unused).toEqual([])
})

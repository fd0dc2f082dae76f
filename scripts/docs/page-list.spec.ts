import { pageList } from "./page-list"

const page = (name: string) => ({ file: `docs/${name}.md`, text: `# Title of ${name}\n\nIt says this. And that.\n` })

it("lists a page under its reader, with its title and its first sentence", () => {
  expect(pageList([page("operations"), page("install")])).toMatch(
    /^## Install\n\n- \[Title of install\]\(install\.md\): It says this\.\n[^]*## Operate\n\n- \[Title of operations\]/,
  )
})

it("refuses a page that has no reader", () => {
  expect(() => pageList([page("install"), page("planted")])).toThrow("in page-list.ts: planted.")
})

import { GroupCommit, TooManyWaitingError } from "./insert"

/** A disk that commits when it is told to. */
function slowDisk() {
  const groups: { items: string[]; commit: () => void; fail: (error: Error) => void }[] = []
  return {
    groups,
    write: (items: string[]) =>
      new Promise<string[]>((resolve, reject) => {
        groups.push({ items, commit: () => resolve(items.map((item) => `${item} written`)), fail: reject })
      }),
  }
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
const never = () => false

function committer(
  write: (items: string[]) => Promise<string[]>,
  isFaultOfOne: (error: unknown) => boolean = never,
  limits = { enoughTogether: 3, mostTogether: 3, mostWaiting: 5 },
) {
  return new GroupCommit<string, string>({
    write,
    isFaultOfOne,
    weightOf: ({ length }) => length,
    heaviestWaiting: 100,
    ...limits,
  })
}

describe("GroupCommit", () => {
  it("writes a single item at once, and answers only after its commit", async () => {
    const disk = slowDisk()
    let answer: string | undefined
    const adding = committer(disk.write)
      .add("a")
      .then((result) => (answer = result))
    await turn()
    expect(disk.groups.map(({ items }) => items)).toEqual([["a"]])
    expect(answer).toBeUndefined()
    disk.groups[0]?.commit()
    await adding
    expect(answer).toBe("a written")
  })

  it("writes together what arrives while a write is running, in order, and at most so many", async () => {
    const disk = slowDisk()
    const commits = committer(disk.write)
    const answers: string[] = []
    const add = (item: string) => commits.add(item).then((result) => answers.push(result))
    const adding = [add("a")]
    await turn()
    adding.push(...["b", "c", "d", "e"].map(add))
    await turn()
    expect(disk.groups).toHaveLength(1)
    for (const place of [0, 1, 2]) {
      disk.groups[place]?.commit()
      await turn()
    }
    await Promise.all(adding)
    expect(disk.groups.map(({ items }) => items)).toEqual([["a"], ["b", "c", "d"], ["e"]])
    expect(answers).toEqual(["a", "b", "c", "d", "e"].map((item) => `${item} written`))
  })

  it("waits for the others of its turn of the event loop, unless there are enough already", async () => {
    const disk = slowDisk()
    const commits = committer(disk.write, never, { enoughTogether: 3, mostTogether: 9, mostWaiting: 9 })
    const few = ["a", "b"].map((item) => commits.add(item))
    expect(disk.groups).toEqual([])
    await turn()
    disk.groups[0]?.commit()
    await Promise.all(few)
    const many = ["c", "d", "e", "f"].map((item) => commits.add(item))
    expect(disk.groups.map(({ items }) => items)).toEqual([
      ["a", "b"],
      ["c", "d", "e"],
    ])
    await turn()
    expect(disk.groups).toHaveLength(2)
    disk.groups[1]?.commit()
    await turn()
    disk.groups[2]?.commit()
    expect((await Promise.all(many)).at(-1)).toBe("f written")
  })

  it("acknowledges none of a group that could not be committed, and goes on with the next", async () => {
    const disk = slowDisk()
    const commits = committer(disk.write)
    const failed = Promise.allSettled([commits.add("a"), commits.add("b")])
    await turn()
    disk.groups[0]?.fail(new Error("no connection"))
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"])
    const next = commits.add("c")
    await turn()
    disk.groups[1]?.commit()
    expect(await next).toBe("c written")
  })

  it("writes the others when the fault lies in one of them", async () => {
    const fault = new Error("unstorable")
    const write = async (items: string[]) => {
      if (items.includes("bad")) throw fault
      return items
    }
    const commits = committer(write, (error) => error === fault)
    const results = await Promise.allSettled([commits.add("a"), commits.add("bad"), commits.add("c")])
    expect(results).toEqual([
      { status: "fulfilled", value: "a" },
      { status: "rejected", reason: fault },
      { status: "fulfilled", value: "c" },
    ])
  })

  it("acknowledges none of a group when fewer were written than were given", async () => {
    const commits = committer(async (items) => items.slice(1))
    const results = await Promise.allSettled(["a", "b"].map((item) => commits.add(item)))
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"])
  })

  it("refuses more while those that wait are too heavy together, also the ones that are being written", async () => {
    const disk = slowDisk()
    const commits = committer(disk.write)
    const taken = ["a".repeat(60), "b".repeat(60)].map((item) => commits.add(item))
    await turn()
    await expect(commits.add("c")).rejects.toBeInstanceOf(TooManyWaitingError)
    disk.groups[0]?.commit()
    await Promise.all(taken)
    await turn()
    const late = commits.add("d")
    await turn()
    disk.groups[1]?.commit()
    expect(await late).toBe("d written")
  })

  it("refuses more than may wait, and takes in again when there is room", async () => {
    const disk = slowDisk()
    const commits = committer(disk.write, never, { enoughTogether: 9, mostTogether: 3, mostWaiting: 5 })
    const taken = ["a", "b", "c", "d", "e"].map((item) => commits.add(item))
    await expect(commits.add("f")).rejects.toBeInstanceOf(TooManyWaitingError)
    await turn()
    disk.groups[0]?.commit()
    await turn()
    const late = commits.add("g")
    disk.groups[1]?.commit()
    await turn()
    disk.groups[2]?.commit()
    expect(await Promise.all([...taken, late])).toHaveLength(6)
  })
})

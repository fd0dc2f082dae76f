function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [row, character] of Array.from(left).entries()) {
    const current = [row + 1]
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = previous[column]! + (character === other ? 0 : 1)
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1))
    }
    previous = current
  }
  return previous[right.length]!
}

const plain = (name: string): string => name.replace(/[^a-z0-9]/gi, "").toLowerCase()

/** Returns the known name that a mistyped one was most likely meant to be; undefined when none is near. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const typed = plain(name.slice(0, 60))
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(typed, plain(candidate)) }))
    .sort((left, right) => left.distance - right.distance)
  return nearest && nearest.distance <= Math.max(2, Math.floor(typed.length / 3)) ? nearest.candidate : undefined
}

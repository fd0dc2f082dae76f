/**
 * When the next turn of a steady rate may begin, in milliseconds of the same clock. A turn that began late is made up for, so
 * that a busy process does not fall behind the rate; but by one turn only, so that a pause does not end in a burst.
 * @param due When this turn might have begun.
 * @param begun When it began.
 * @param interval Milliseconds from one turn to the next.
 */
export function nextTurnDue({ due, begun, interval }: { due: number; begun: number; interval: number }): number {
  return Math.max(due + interval, begun)
}

/** One work after another, in the order in which they were asked for. */

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Returns what begins each work when all before it have ended, well or not. */
export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    // A failed one is told to its own caller and must not stop the next.
    last = mine.catch(() => undefined)
    return mine
  }
}

/** Many short texts in one long one: the engine's own search walks it far faster than each alone. */
export interface Haystack {
  readonly text: string
  /** Where each text begins; one more at the end. */
  readonly starts: Int32Array
}

/** Ends every text, so that no needle reaches into the next one and tails can be asked for. */
export const END = '\n'

export function stack(texts: readonly string[]): Haystack {
  const starts = new Int32Array(texts.length + 1)
  let at = 0
  texts.forEach((text, n) => {
    starts[n] = at
    at += text.length + END.length
  })
  starts[texts.length] = at
  return { text: texts.join(END) + END, starts }
}

/** Call `hit` for each text that holds the needle, with the place of its first occurrence. */
export function eachHit(
  { text, starts }: Haystack,
  needle: string,
  hit: (n: number, at: number) => void,
): void {
  let n = 0
  let found = text.indexOf(needle)
  while (found >= 0) {
    while (startOf(starts, n + 1) <= found) n += 1
    hit(n, found - startOf(starts, n))
    found = text.indexOf(needle, startOf(starts, n + 1))
  }
}

function startOf(starts: Int32Array, n: number): number {
  return starts[n] ?? Infinity
}

/** The one way to write JSON of which phone and bureau take a hash (sync/rules/packs.py). */

/** Keys in the order of their code points, no white space; fractions have no one way to be written. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => byCodePoint(one, other))
    return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`no whole number: ${value}`)
  }
  return JSON.stringify(value)
}

/** Python sorts by code points, JavaScript by UTF-16 units: they differ beyond the first plane. */
function byCodePoint(one: string, other: string): number {
  const [ours, theirs] = [Array.from(one), Array.from(other)]
  for (const [place, letter] of ours.entries()) {
    const difference = pointOf(letter) - pointOf(theirs[place])
    if (difference !== 0) return difference
  }
  return ours.length - theirs.length
}

function pointOf(letter: string | undefined): number {
  return letter?.codePointAt(0) ?? -1
}

/** The forms in which the columns of a chunk travel (docs/protocol.md §4), read back as cells. */
import { fields, list, text, whole, type Fields } from '@/sync/reading'

type Cells = readonly unknown[]

/** Stands for a run of digits in a shape. */
const GAP = '\t'
const BLANK = 0x20
const MOST_ROWS = 8192
const latin = new TextDecoder('latin1')

/** Read every column, whatever its form; one may follow the one before it. */
export function unpackColumns(columns: readonly unknown[], at: string): Cells[] {
  const read: Cells[] = []
  for (const column of columns) read.push(unpack(column, at, read.at(-1) ?? []))
  return read
}

function unpack(column: unknown, at: string, before: Cells = []): Cells {
  if (Array.isArray(column)) return column
  const form = fields(column, at)
  if ('all' in form) return repeated(form, at)
  if ('words' in form) return worded(form, at)
  if ('shapes' in form) return filled(form, at)
  if ('letters' in form) return spelt(form, at, before)
  return narrowed(form, at)
}

function repeated(form: Fields, at: string): Cells {
  // No chunk has more rows; a length that is not that of the others is refused by whoever asked.
  return Array<unknown>(Math.min(whole(form['n'], at), MOST_ROWS)).fill(form['all'])
}

function worded(form: Fields, at: string): Cells {
  const words = list(form['words'], at)
  return unpack(form['at'], at).map((place) => words[whole(place, at)])
}

/** Texts of one width, all their first characters first. */
function narrowed(form: Fields, at: string): Cells {
  const [wide, characters] = [whole(form['wide'], at), text(form['text'], at)]
  const count = wide === 0 ? 0 : characters.length / wide
  const lines = linesOf(characters, wide, whole(count, at))
  const empty = form['null'] === true ? null : ''
  const isNumber = form['number'] === true
  return Array.from({ length: count }, (_, n) => {
    const line = lines.slice(n * wide, (n + 1) * wide)
    const cell = line.charCodeAt(0) === BLANK ? line.trimStart() : line
    if (cell === '') return empty
    return isNumber ? Number(cell) : cell
  })
}

/** The texts one after the other: one text for all is cheaper than putting together each. */
function linesOf(characters: string, wide: number, count: number): string {
  const bytes = new Uint8Array(characters.length)
  let from = 0
  for (let column = 0; column < wide; column += 1) {
    for (let to = column; from < (column + 1) * count; to += wide, from += 1)
      bytes[to] = characters.charCodeAt(from)
  }
  return latin.decode(bytes)
}

function filled(form: Fields, at: string): Cells {
  const digits = list(form['digits'], at).map((some) => unpack(some, at))
  const next = digits.map(() => 0)
  const pieces = new Map<unknown, readonly string[]>()
  return unpack(form['shapes'], at).map((shape) => {
    const known = pieces.get(shape) ?? text(shape, at).split(GAP)
    pieces.set(shape, known)
    let made = known[0] ?? ''
    for (let n = 1; n < known.length; n += 1) {
      const place = next[n - 1] ?? 0
      made += text(digits[n - 1]?.[place], at) + (known[n] ?? '')
      next[n - 1] = place + 1
    }
    return made
  })
}

/** Texts that follow those of the column before letter by letter, as initials do names. */
function spelt(form: Fields, at: string, before: Cells): Cells {
  const usual = new Map<string, string>()
  for (const [letter, some] of Object.entries(fields(form['letters'], at)))
    for (const one of text(some, at)) usual.set(one, letter)
  const cells = before.map((name) => spelling(text(name, at), usual))
  for (const pair of list(form['but'], at)) {
    const [n, cell] = list(pair, at)
    cells[whole(n, at)] = text(cell, at)
  }
  return cells
}

function spelling(name: string, usual: ReadonlyMap<string, string>): string {
  let spelt = ''
  for (const letter of name) spelt += usual.get(letter) ?? ''
  return spelt
}

/** Finding enterprises on the phone: every word must fit the name, its initials or the code. */
import { codeInLicence, tidyCode } from '@/rules/codes'
import { folded } from './folding'
import { eachHit, END, stack, type Haystack } from './haystack'
import type { EnterpriseRow } from './rows'

/** The enterprises in the order of their initials, ready to be searched. */
export interface SearchIndex {
  readonly rows: readonly EnterpriseRow[]
  readonly names: Haystack
  readonly initials: Haystack
  readonly codes: Haystack
  /** Where each name begins by which people know it, after 广东省东莞市. */
  readonly nameAt: Uint8Array
}

export interface Found {
  readonly rows: readonly EnterpriseRow[]
  /** How many fit altogether; `rows` are the first of them. */
  readonly total: number
}

export interface Wish {
  readonly words: string
  readonly limit: number
  /** Those that the person had open lately come first among equals. */
  readonly recent?: ReadonlySet<string>
}

const CITY = /^(?:广东省?)?(?:东莞市?)?/
const CODE_TAIL = 3
// The organisation code of before 2015 inside a credit code.
const [ORG_AT, ORG_LENGTH] = [8, 9] as const
const [EXACT, BEGINNING, TAIL, INSIDE, INITIALS, NO_FIT] = [0, 1, 2, 3, 4, 5] as const

// A changed row is a new object, so what was folded once serves until the row changes.
const folds = new WeakMap<EnterpriseRow, string>()

/** Fold names and sort, once per change of the table. */
export function indexOf(all: readonly EnterpriseRow[]): SearchIndex {
  const rows = all.filter((row) => row.active).sort(byInitials)
  const names = rows.map(nameOf)
  return {
    rows,
    names: stack(names),
    initials: stack(rows.map((row) => row.initials)),
    codes: stack(rows.map((row) => row.code ?? '')),
    nameAt: Uint8Array.from(names, (name) => CITY.exec(name)?.[0].length ?? 0),
  }
}

/** Look through all enterprises for those that fit, the best first. */
export function search(index: SearchIndex, { words, limit, recent }: Wish): Found {
  const fits = fitsOf(index, words)
  const ranked: EnterpriseRow[][] = Array.from({ length: NO_FIT * 2 }, () => [])
  let total = 0
  index.rows.forEach((row, n) => {
    const fit = fits[n] ?? NO_FIT
    if (fit === NO_FIT) return
    total += 1
    const equals = ranked[fit * 2 + (recent?.has(row.id) === true ? 0 : 1)]
    if (equals && equals.length < limit) equals.push(row)
  })
  return { rows: ranked.flat().slice(0, limit), total }
}

/** How well each enterprise fits: for several words, as well as the worst of them does. */
function fitsOf(index: SearchIndex, words: string): Uint8Array {
  const licence = codeInLicence(words)
  if (licence !== null) return fitsOfLicence(index, licence.text)

  const all = new Uint8Array(index.rows.length)
  for (const word of words.split(/\s+/)) {
    if (folded(word) === '') continue
    const fits = fitsOfWord(index, word)
    fits.forEach((fit, n) => {
      if (fit > (all[n] ?? 0)) all[n] = fit
    })
  }
  return all
}

function fitsOfLicence(index: SearchIndex, code: string): Uint8Array {
  const fits = new Uint8Array(index.rows.length).fill(NO_FIT)
  eachHit(index.codes, code + END, (n, at) => {
    if (at === 0) fits[n] = EXACT
  })
  return fits
}

function fitsOfWord(index: SearchIndex, word: string): Uint8Array {
  const fits = new Uint8Array(index.rows.length).fill(NO_FIT)
  const text = folded(word)
  fitText(index, index.names, { text, inside: INSIDE, fits })
  if (!/^[a-z0-9]+$/.test(text)) return fits

  fitText(index, index.initials, { text, inside: INITIALS, fits })
  const code = tidyCode(word)
  if (code.length < CODE_TAIL) return fits
  eachHit(index.codes, code + END, (n, at) => better(fits, n, at === 0 ? EXACT : TAIL))
  if (code.length === ORG_LENGTH) {
    eachHit(index.codes, code, (n, at) => {
      if (at === ORG_AT) better(fits, n, EXACT)
    })
  }
  return fits
}

interface Needle {
  readonly text: string
  /** The rank of a text that holds the needle somewhere inside. */
  readonly inside: number
  readonly fits: Uint8Array
}

function fitText(index: SearchIndex, hay: Haystack, { text, inside, fits }: Needle): void {
  eachHit(hay, text, (n, at) => {
    const start = hay.starts[n] ?? 0
    const begins = at === 0 || hay.text.startsWith(text, start + (index.nameAt[n] ?? 0))
    const ends = hay.text.startsWith(END, start + at + text.length)
    better(fits, n, begins ? (ends ? EXACT : BEGINNING) : inside)
  })
}

function better(fits: Uint8Array, n: number, fit: number): void {
  if (fit < (fits[n] ?? NO_FIT)) fits[n] = fit
}

function nameOf(row: EnterpriseRow): string {
  const known = folds.get(row)
  if (known !== undefined) return known
  const name = folded(row.name)
  folds.set(row, name)
  return name
}

function byInitials(a: EnterpriseRow, b: EnterpriseRow): number {
  if (a.initials === b.initials) return a.name < b.name ? -1 : 1
  return a.initials < b.initials ? -1 : 1
}

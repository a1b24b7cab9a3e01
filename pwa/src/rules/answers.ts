/** Facts as they come in, checked against what a pack declares (sync/rules/answers.py). */
import { isInteger } from './conditions'
import type { Facts, Value } from './kernel'
import type { Fact, Kind, Pack } from './packs'

export type ReadFacts =
  | { readonly ok: true; readonly facts: Facts }
  | { readonly ok: false; readonly faults: readonly string[] }

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/

/** Facts of JSON as the kernel takes them, or every fact that cannot be right at once. */
export function readFacts(pack: Pack, raw: Readonly<Record<string, unknown>>): ReadFacts {
  const known = Object.entries(raw).filter(([, value]) => value !== null)
  const read = known.map(([name, value]) => ({ name, value: valueOf(pack.facts.get(name), value) }))
  const faults = read.flatMap(({ name, value }) => (value === null ? [name] : []))
  if (faults.length > 0) return { ok: false, faults }
  const facts = read.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]))
  return { ok: true, facts: new Map(facts) }
}

const READERS: Readonly<Record<Kind, (raw: unknown, fact: Fact) => Value | null>> = {
  bool: (raw) => (typeof raw === 'boolean' ? raw : null),
  int: (raw, { least }) => (isInteger(raw) && raw >= least ? raw : null),
  date: (raw) => (typeof raw === 'string' && isDay(raw) ? raw : null),
  choice: (raw, { choices }) => (typeof raw === 'string' && choices.has(raw) ? raw : null),
  choices: (raw, fact) => wordsOf(fact, raw),
  codes: (raw, fact) => wordsOf(fact, raw),
}

function valueOf(fact: Fact | undefined, raw: unknown): Value | null {
  return fact === undefined ? null : READERS[fact.kind](raw, fact)
}

function wordsOf(fact: Fact, raw: unknown): readonly string[] | null {
  if (!Array.isArray(raw)) return null
  const words = raw.flatMap((word: unknown) => (isWord(fact, word) ? [word] : []))
  return words.length === raw.length ? words.sort(byCodePoint) : null
}

/** Of a code its beginning will do: the rest is then unknown. */
function isWord(fact: Fact, word: unknown): word is string {
  if (typeof word !== 'string' || word === '') return false
  if (fact.kind !== 'codes') return fact.choices.has(word)
  return [...fact.choices.keys()].some((code) => code.startsWith(word))
}

/** As Python orders text; by itself `sort` goes by UTF-16 units, where 𝒜 stands before ！. */
function byCodePoint(one: string, other: string): number {
  const [ours, theirs] = [Array.from(one), Array.from(other)]
  const at = ours.findIndex((letter, place) => letter !== theirs[place])
  if (at < 0) return ours.length - theirs.length
  return (ours[at]?.codePointAt(0) ?? 0) - (theirs[at]?.codePointAt(0) ?? 0)
}

/** Engines roll 2025-02-30 over, so a date is read and written again; there is no year 0. */
function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? []
  if (year === undefined || year === '0000') return false
  const read = new Date(0)
  read.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return read.toISOString().slice(0, 10) === text
}

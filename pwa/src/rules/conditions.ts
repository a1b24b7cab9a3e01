/** Conditions of rule packs: twelve operators, read once from JSON (sync/rules/conditions.py). */
export type Compared = 'ge' | 'gt' | 'le' | 'lt'
export type Listed = 'in' | 'has' | 'under'

export type Condition =
  | { readonly op: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly op: 'not'; readonly part: Condition }
  | { readonly op: 'is'; readonly term: string }
  | { readonly op: 'yes'; readonly fact: string }
  | { readonly op: Compared; readonly fact: string; readonly bound: number | string }
  | { readonly op: Listed; readonly fact: string; readonly words: readonly string[] }

const COMPARED: readonly Compared[] = ['ge', 'gt', 'le', 'lt']
const LISTED: readonly Listed[] = ['in', 'has', 'under']

export class PackError extends Error {
  readonly at: string

  constructor(words: string, at: string) {
    super(`${at}: ${words}`)
    this.at = at
  }
}

/** The condition that a list of JSON says; throws PackError where it says none. */
export function parseCondition(raw: unknown, at: string): Condition {
  const [op, ...rest] = Array.isArray(raw) ? raw.map((part: unknown) => part) : []
  if (op === 'all' || op === 'any') {
    return { op, parts: rest.map((part, place) => parseCondition(part, `${at}/${place}`)) }
  }
  if (op === 'not' && rest.length === 1) {
    return { op, part: parseCondition(rest[0], `${at}/not`) }
  }
  return parseNamed(op, rest, at)
}

/** Whether both languages hold this as the same whole number. */
export function isInteger(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isSafeInteger(raw)
}

interface RawTest {
  readonly name: string
  readonly against: readonly unknown[]
  readonly at: string
}

function parseNamed(op: unknown, [name, ...against]: readonly unknown[], at: string): Condition {
  if (typeof name !== 'string') throw new PackError('not a condition', at)
  if (op === 'is' && against.length === 0) return { op, term: name }
  if (op === 'yes' && against.length === 0) return { op, fact: name }
  return parseTest(op, { name, against, at })
}

function parseTest(op: unknown, { name, against, at }: RawTest): Condition {
  const compared = COMPARED.find((word) => word === op)
  const [bound] = against
  if (compared !== undefined && against.length === 1 && isBound(bound)) {
    return { op: compared, fact: name, bound }
  }
  const listed = LISTED.find((word) => word === op)
  if (listed !== undefined && against.length > 0 && areWords(against)) {
    return { op: listed, fact: name, words: against }
  }
  throw new PackError('not a condition', at)
}

function isBound(raw: unknown): raw is number | string {
  return typeof raw === 'string' || isInteger(raw)
}

function areWords(raw: readonly unknown[]): raw is readonly string[] {
  return raw.every((word) => typeof word === 'string' && word !== '')
}

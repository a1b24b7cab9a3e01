/** Rule packs as the bureau publishes them (sync/rules/packs.py says what each part means). */
import { isInteger, PackError, parseCondition, type Condition } from './conditions'
import type { Terms } from './kernel'

export const KINDS = ['bool', 'int', 'date', 'choice', 'choices', 'codes'] as const
export type Kind = (typeof KINDS)[number]

export interface Fact {
  readonly id: string
  readonly kind: Kind
  readonly ask: string
  readonly unit: string
  readonly least: number
  readonly choices: ReadonlyMap<string, string>
}

export interface Term {
  readonly id: string
  readonly label: string
  readonly basis: string
  readonly item: number | null
  readonly when: Condition
}

export interface Clause {
  readonly id: string
  readonly outcome: string
  readonly label: string
  readonly basis: string
  readonly when: Condition
  /** What a slip for it says, and for how many months it runs; null where it needs none. */
  readonly conditions: string
  readonly validMonths: number | null
}

export interface Outcome {
  readonly id: string
  readonly label: string
  readonly basis: string
}

export interface Pack {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly basis: string
  readonly outcomes: readonly Outcome[]
  readonly facts: ReadonlyMap<string, Fact>
  readonly terms: readonly Term[]
  readonly meanings: Terms
  readonly clauses: readonly Clause[]
  readonly conflicts: readonly Clause[]
}

/** The pack that JSON says; throws PackError at the first part that cannot be read. */
export function parsePack(raw: unknown): Pack {
  const fields = new Fields(raw, 'pack')
  const terms = fields.rows('terms').map(term)
  const facts = fields.rows('facts').map(fact)
  return {
    id: fields.text('pack'),
    version: fields.integer('version'),
    title: fields.text('title'),
    basis: fields.text('basis'),
    outcomes: fields.rows('outcomes').map(outcome),
    facts: new Map(facts.map((row) => [row.id, row])),
    terms,
    meanings: new Map(terms.map((row) => [row.id, row.when])),
    clauses: fields.rows('clauses').map(clause),
    conflicts: fields.rows('conflicts').map(clause),
  }
}

class Fields {
  readonly at: string
  readonly #named: ReadonlyMap<string, unknown>

  constructor(raw: unknown, at: string) {
    if (typeof raw !== 'object' || raw === null) throw new PackError('not an object', at)
    this.#named = new Map(Object.entries(raw))
    const id = this.#named.get('id')
    this.at = typeof id === 'string' ? `${at}/${id}` : at
  }

  text(name: string): string {
    const value = this.#named.get(name) ?? ''
    if (typeof value !== 'string') throw new PackError(`${name} must be a text`, this.at)
    return value
  }

  integer(name: string): number {
    const value = this.#named.get(name)
    if (!isInteger(value)) throw new PackError(`${name} must be a whole number`, this.at)
    return value
  }

  optionalInteger(name: string): number | null {
    return this.#named.has(name) ? this.integer(name) : null
  }

  rows(name: string): readonly Fields[] {
    const value = this.#named.get(name) ?? []
    if (!Array.isArray(value)) throw new PackError(`${name} must be a list`, this.at)
    return value.map((row: unknown) => new Fields(row, name))
  }

  /** Words with their labels in the order in which they are offered. */
  words(name: string): ReadonlyMap<string, string> {
    const value = this.#named.get(name) ?? []
    if (!Array.isArray(value)) throw new PackError(`${name} must be a list`, this.at)
    return new Map(value.map((pair: unknown) => this.#labelled(pair)))
  }

  #labelled(pair: unknown): readonly [string, string] {
    const [word, label] = Array.isArray(pair) ? pair.map((text: unknown) => text) : []
    if (typeof word === 'string' && typeof label === 'string') return [word, label]
    throw new PackError('a word needs its label', this.at)
  }

  condition(): Condition {
    return parseCondition(this.#named.get('when'), this.at)
  }
}

function outcome(fields: Fields): Outcome {
  return { id: fields.text('id'), label: fields.text('label'), basis: fields.text('basis') }
}

function fact(fields: Fields): Fact {
  const named = fields.text('kind')
  const kind = KINDS.find((word) => word === named)
  if (kind === undefined) throw new PackError('no kind of fact', fields.at)
  return {
    id: fields.text('id'),
    kind,
    ask: fields.text('ask'),
    unit: fields.text('unit'),
    least: fields.optionalInteger('least') ?? 0,
    choices: fields.words('choices'),
  }
}

function term(fields: Fields): Term {
  return {
    id: fields.text('id'),
    label: fields.text('label'),
    basis: fields.text('basis'),
    item: fields.optionalInteger('item'),
    when: fields.condition(),
  }
}

function clause(fields: Fields): Clause {
  return {
    id: fields.text('id'),
    outcome: fields.text('outcome'),
    label: fields.text('label'),
    basis: fields.text('basis'),
    when: fields.condition(),
    conditions: fields.text('conditions'),
    validMonths: fields.optionalInteger('valid_months'),
  }
}

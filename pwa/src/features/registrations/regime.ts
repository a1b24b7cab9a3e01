/** The regime that a branch follows on a day: what an outcome is called, who signs, which number. */
import { fieldsOf, itemsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'
import { rowOn, type PackRow } from '@/features/rulebook/public'
import type { BranchRegimeRow } from './rows'
import type { Unit } from '@/rules/calendar'
import { acts, outcomes, type Act, type Outcome } from './words'

export type Ruled = Outcome | 'notice'

export interface ActRule {
  readonly act: Act
  readonly word: string
  /** The kind of number that it takes; null for none. */
  readonly series: string | null
  readonly receipt: boolean
}

export interface Regime {
  readonly pack: string
  readonly version: number
  readonly hash: string
  readonly title: string
  /** Every screen of it says 演示. */
  readonly demo: boolean
  /** By outcome, and for a notice of all gaps. */
  readonly rules: ReadonlyMap<Ruled, ActRule>
  /** How the numbers of each kind are written, for example 东环建〔{year}〕{n}号. */
  readonly patterns: ReadonlyMap<string, string>
  readonly signers: readonly string[]
  readonly takesFilingNumber: boolean
  readonly validMonths: number | null
  /** How many days an act may take; null where it is done on the spot. */
  readonly limit: Limit | null
}

export interface Limit {
  readonly count: number
  readonly unit: Unit
}

export const USUAL_REGIME = 'regime.2017_filing'

/** The regime of a branch on a civil day; null where this phone holds no such pack. */
export function regimeOn(
  packs: readonly PackRow[],
  choices: readonly BranchRegimeRow[],
  branchId: string | null,
  day: string,
): Regime | null {
  const row = rowOn(packs, followedOn(choices, branchId, day), day)
  return row === null ? null : regimeOf(row)
}

/** The pack that a branch follows on a day: the newest choice that has begun, else today's law. */
export function followedOn(
  choices: readonly BranchRegimeRow[],
  branchId: string | null,
  day: string,
): string {
  const begun = choices.filter(({ branch_id: of, from_on }) => of === branchId && from_on <= day)
  const [newest] = begun.sort(
    (one, other) => other.from_on.localeCompare(one.from_on) || other.id.localeCompare(one.id),
  )
  return newest?.regime ?? USUAL_REGIME
}

/** Read a regime's pack; null where it is none. */
export function regimeOf(row: PackRow): Regime | null {
  const content: unknown = JSON.parse(row.content)
  const fields = fieldsOf(fieldsOf(content).get('regime'))
  if (fields.size === 0) return null
  return {
    ...{ pack: row.pack, version: row.version, hash: row.hash, title: row.title },
    demo: fields.get('demo') === true,
    rules: rulesIn(fieldsOf(fields.get('acts'))),
    patterns: patternsIn(fieldsOf(fields.get('series'))),
    signers: itemsOf(fields.get('signers')).filter((one) => typeof one === 'string'),
    takesFilingNumber: fields.get('filing_number') === 'optional',
    validMonths: numberIn(fields, 'validity_months'),
    limit: limitIn(fieldsOf(fields.get('limit'))),
  }
}

function limitIn(fields: Fields): Limit | null {
  const count = numberIn(fields, 'count') ?? 0
  const unit = textIn(fields, 'unit') === 'working_day' ? 'working' : 'natural'
  return count > 0 ? { count, unit } : null
}

function rulesIn(fields: Fields): ReadonlyMap<Ruled, ActRule> {
  return new Map(
    [...outcomes, 'notice' as const].flatMap((outcome) => {
      const rule = ruleIn(fieldsOf(fields.get(outcome)))
      return rule === null ? [] : [[outcome, rule] as const]
    }),
  )
}

function ruleIn(fields: Fields): ActRule | null {
  const act = oneOf(acts, fields.get('act'))
  const word = textIn(fields, 'word')
  if (act === null || word === null) return null
  const isReceipted = fields.get('receipt') === true
  return { act, word, series: textIn(fields, 'series'), receipt: isReceipted }
}

function patternsIn(fields: Fields): ReadonlyMap<string, string> {
  return new Map(
    [...fields].flatMap(([kind, series]) => {
      const pattern = textIn(fieldsOf(series), 'pattern')
      return pattern === null ? [] : [[kind, pattern] as const]
    }),
  )
}

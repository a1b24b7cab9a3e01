/** What the triage came to, as an act stands on it and a draft keeps it. */
import { fieldsOf, itemsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'
import type { TriageVerdict } from '@/features/rulebook/public'
import type { Value } from '@/rules/kernel'
import type { NamedPack } from './rows'
import { outcomes, type Outcome } from './words'

/** A clause as people read it. */
export interface Reason {
  readonly id: string
  readonly label: string
  readonly basis: string
}

export interface Triaged {
  readonly outcome: Outcome
  readonly items: readonly number[]
  /** What gives the outcome. */
  readonly reasons: readonly Reason[]
  readonly facts: Readonly<Record<string, Value>>
  readonly classification: NamedPack
  readonly exemption: NamedPack | null
  readonly eligibility: NamedPack | null
  /** What speaks against deciding here; empty where nothing does, or nobody asked. */
  readonly against: readonly Reason[]
  readonly isForDoor: boolean
  /** What an exemption slip says, and for how long it runs. */
  readonly conditions: string
  readonly validMonths: number | null
}

/** A settled verdict as an act stands on it; null while something could still change it. */
export function triagedOf(verdict: TriageVerdict): Triaged | null {
  const { items, facts, isForDoor, packs } = verdict
  const outcome = oneOf(outcomes, verdict.outcome)
  const classification = packs['classification'] ?? null
  if (!verdict.isSettled || outcome === null || classification === null) return null
  const slip = verdict.clauses.filter(({ pack }) => pack === 'exemption')
  const months = slip.flatMap(({ validMonths }) => (validMonths === null ? [] : [validMonths]))
  return {
    ...{ outcome, items, facts, isForDoor, classification },
    exemption: packs['exemption'] ?? null,
    eligibility: packs['eligibility'] ?? null,
    reasons: verdict.clauses.map(readable),
    against: verdict.objections.map(readable),
    conditions: slip
      .map(({ conditions }) => conditions)
      .filter(Boolean)
      .join('；'),
    validMonths: months.length > 0 ? Math.min(...months) : null,
  }
}

/** Read a kept one; null when it is none. */
export function parseTriaged(raw: unknown): Triaged | null {
  const fields = fieldsOf(raw)
  const outcome = oneOf(outcomes, fields.get('outcome'))
  const classification = packIn(fields, 'classification')
  if (outcome === null || classification === null) return null
  return {
    ...{ outcome, classification },
    items: itemsOf(fields.get('items')).filter((one) => typeof one === 'number'),
    reasons: itemsOf(fields.get('reasons')).map(reasonIn),
    facts: Object.fromEntries(
      [...fieldsOf(fields.get('facts'))].flatMap(([name, value]) =>
        isValue(value) ? [[name, value] as const] : [],
      ),
    ),
    exemption: packIn(fields, 'exemption'),
    eligibility: packIn(fields, 'eligibility'),
    against: itemsOf(fields.get('against')).map(reasonIn),
    isForDoor: fields.get('isForDoor') === true,
    conditions: textIn(fields, 'conditions') ?? '',
    validMonths: numberIn(fields, 'validMonths'),
  }
}

function readable({ id, label, basis }: Reason): Reason {
  return { id, label, basis }
}

function packIn(fields: Fields, name: string): NamedPack | null {
  const pack = fieldsOf(fields.get(name))
  const [version, hash] = [numberIn(pack, 'version'), textIn(pack, 'hash')]
  return version === null || hash === null ? null : { version, hash }
}

function reasonIn(raw: unknown): Reason {
  const fields = fieldsOf(raw)
  const [id, label, basis] = ['id', 'label', 'basis'].map((name) => textIn(fields, name) ?? '')
  return { id: id ?? '', label: label ?? '', basis: basis ?? '' }
}

function isValue(raw: unknown): raw is Value {
  if (Array.isArray(raw)) return raw.every((word) => typeof word === 'string')
  return ['boolean', 'number', 'string'].includes(typeof raw)
}

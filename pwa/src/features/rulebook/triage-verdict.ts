/** What a triage came to, as data: what an act at the door is built on (docs/rules.md). */
import type { Value } from '@/rules/kernel'
import type { Clause } from '@/rules/packs'
import { isSettled, type Judged, type Triage } from '@/rules/triaging'
import type { Answer } from './answers'
import type { PackUse, Rulebook } from './in-force'

export type Outcome = 'outside' | 'exempt' | 'registration_form' | 'report_form' | 'report_book'

/** A clause that gives a verdict; an exemption's says the terms of its slip. */
export interface GivingClause {
  readonly pack: string
  readonly id: string
  readonly label: string
  readonly basis: string
  readonly conditions: string
  readonly validMonths: number | null
}

export interface TriageVerdict {
  readonly enterpriseId: string
  /** The civil day whose packs were used. */
  readonly on: string
  /** Null while a missing fact could change it. */
  readonly outcome: string | null
  readonly outcomeLabel: string
  /** Nothing is open and nothing contradicts itself: only then may it be acted upon. */
  readonly isSettled: boolean
  readonly items: readonly number[]
  /** Those of the exemption first, then those of the catalogue; none for what is not listed. */
  readonly clauses: readonly GivingClause[]
  /** What stands against deciding at the door; empty where nothing does or nobody asks. */
  readonly objections: readonly GivingClause[]
  /** Whether the rules let this be decided at the door; false also where they do not speak of it. */
  readonly isForDoor: boolean
  readonly facts: Readonly<Record<string, Value>>
  /** Facts that were taken over from the last act and not asked again. */
  readonly takenOver: readonly string[]
  readonly missing: readonly string[]
  readonly packs: Readonly<Record<string, PackUse>>
}

export interface Told {
  readonly enterpriseId: string
  readonly on: string
  readonly rulebook: Rulebook
  readonly answers: readonly Answer[]
}

/** The verdict of a triage with everything that it rests on. */
export function verdictOf(stand: Triage, told: Told): TriageVerdict {
  const { enterpriseId, on, rulebook, answers } = told
  const stages = [stand.exemption, stand.level]
  return {
    ...{ enterpriseId, on },
    outcome: stand.outcome,
    outcomeLabel: labelOf(stand),
    isSettled: isSettled(stand),
    items: stand.level.verdict.items,
    clauses: stages.flatMap((stage) =>
      givingIn(stage).filter(({ id }) => stand.clauses.some((clause) => clause.id === id)),
    ),
    objections: givingIn(stand.atDoor),
    isForDoor: stand.atDoor?.verdict.outcome === 'at_door',
    facts: Object.fromEntries(answers.map(({ fact, value }) => [fact, value])),
    takenOver: answers.filter(({ from }) => from === 'last').map(({ fact }) => fact),
    missing: stand.missing,
    packs: rulebook.uses,
  }
}

function givingIn(judged: Judged | null): readonly GivingClause[] {
  if (judged === null) return []
  const { pack, verdict } = judged
  return verdict.clauses.map((clause) => givingClause(pack.id, clause))
}

function givingClause(pack: string, clause: Clause): GivingClause {
  const { id, label, basis, conditions, validMonths } = clause
  return { pack, id, label, basis, conditions, validMonths }
}

function labelOf({ outcome, exemption, level }: Triage): string {
  const named = [level, exemption].flatMap((judged) => judged?.pack.outcomes ?? [])
  return named.find(({ id }) => id === outcome)?.label ?? ''
}

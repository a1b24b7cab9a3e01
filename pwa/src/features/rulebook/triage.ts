/** How far a triage has come: which level, exempt or not, and whether it can be decided here. */
import { conflicts, decide, nextQuestions, type Verdict } from '@/rules/deciding'
import type { Facts, Value } from '@/rules/kernel'
import type { Clause, Fact, Pack } from '@/rules/packs'
import type { Packs } from './in-force'

export interface Judged {
  readonly pack: Pack
  readonly verdict: Verdict
}

export interface Stand {
  readonly level: Judged
  /** Null before the level is known, or where it needs no exemption. */
  readonly exemption: Judged | null
  readonly atDoor: Judged | null
  /** What to ask next; null when nothing is open. */
  readonly question: Fact | null
  readonly contradictions: readonly Clause[]
}

export const REGISTRATION = 'registration_form'
const LEVEL = 'level'

/** Where a triage stands with the answers so far; only a registration form is looked at further. */
export function standOf(packs: Packs, answers: Facts): Stand | null {
  const { classification } = packs
  if (classification === null) return null
  const level = judged(classification, answers)
  const contradictions = conflicts(classification, ownFacts(classification, answers))
  const isRegistration = level.verdict.outcome === REGISTRATION
  const exemption = isRegistration ? judgedAt(packs.exemption, answers, REGISTRATION) : null
  const isExempt = exemption?.verdict.outcome === 'exempt'
  const isSettled = exemption === null || exemption.verdict.outcome !== null
  const goesOn = isRegistration && isSettled && !isExempt
  const atDoor = goesOn ? judgedAt(packs.eligibility, answers, REGISTRATION) : null
  const question = questionOf([level, exemption, atDoor], answers)
  return { level, exemption, atDoor, question, contradictions }
}

export function factIn(packs: Packs, id: string): Fact | null {
  const { classification, exemption, eligibility } = packs
  const packed = [classification, exemption, eligibility].map((pack) => pack?.facts.get(id))
  return packed.find((fact) => fact !== undefined) ?? null
}

function judged(pack: Pack, answers: Facts): Judged {
  return { pack, verdict: decide(pack, ownFacts(pack, answers)) }
}

function judgedAt(pack: Pack | null, answers: Facts, level: string): Judged | null {
  return pack === null ? null : judged(pack, withLevel(answers, level))
}

function withLevel(answers: Facts, level: string): Facts {
  return new Map<string, Value>([...answers, [LEVEL, level]])
}

function ownFacts(pack: Pack, answers: Facts): Facts {
  return new Map([...answers].filter(([fact]) => pack.facts.has(fact)))
}

function questionOf(stages: readonly (Judged | null)[], answers: Facts): Fact | null {
  const open = stages.find((stage) => stage !== null && stage.verdict.outcome === null)
  if (open === undefined || open === null) return null
  const { pack } = open
  const [id] = nextQuestions(pack, ownFacts(pack, withLevel(answers, REGISTRATION)))
  return pack.facts.get(id ?? '') ?? null
}

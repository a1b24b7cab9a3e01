/**
 * The three questions at the door, one after the other: which class, exempt or not, here or not.
 * sync/rules/triaging.py answers alike, so that the bureau can judge an act again from its facts.
 */
import { conflicts, decide, nextQuestions, type Verdict } from './deciding'
import type { Facts, Value } from './kernel'
import type { Clause, Fact, Pack } from './packs'

/** The packs of one day; without the later two nothing is exempt and nothing decided here. */
export interface Packs {
  readonly classification: Pack | null
  readonly exemption: Pack | null
  readonly eligibility: Pack | null
}

export interface Judged {
  readonly pack: Pack
  readonly verdict: Verdict
}

export interface Triage {
  readonly level: Judged
  /** Null before the class is known, or where it needs no exemption. */
  readonly exemption: Judged | null
  readonly atDoor: Judged | null
  /** Null while a missing fact could change it. */
  readonly outcome: string | null
  /** What gives the outcome, or what is certain so far. */
  readonly clauses: readonly Clause[]
  /** The facts of the first of the three that is still open. */
  readonly missing: readonly string[]
  /** What to ask next; null when nothing is open. */
  readonly question: Fact | null
  readonly contradictions: readonly Clause[]
}

export const REGISTRATION = 'registration_form'
export const EXEMPT = 'exempt'
/** What the later packs are told of the first: the class of the project. */
const LEVEL = 'level'

/** What the packs say of the answers together; only a registration form goes further. */
export function triage(packs: Packs, answers: Facts): Triage | null {
  const { classification } = packs
  if (classification === null) return null
  const level = judged(classification, answers)
  const isRegistration = level.verdict.outcome === REGISTRATION
  const exemption = isRegistration ? judgedAt(packs.exemption, answers) : null
  const isOver = exemption?.verdict.outcome === null || isExempt(exemption)
  const atDoor = isRegistration && !isOver ? judgedAt(packs.eligibility, answers) : null
  return {
    ...{ level, exemption, atDoor },
    ...outcomeOf(level, exemption),
    ...openIn([level, exemption, atDoor], answers),
    contradictions: conflicts(classification, ownFacts(classification, answers)),
  }
}

/** Whether nothing that is still to be asked belongs to the answer. */
export function isSettled({ outcome, missing, contradictions }: Triage): boolean {
  return outcome !== null && missing.length === 0 && contradictions.length === 0
}

/** A fact as the first of the packs that knows it asks for it. */
export function factIn(packs: Packs, id: string): Fact | null {
  const { classification, exemption, eligibility } = packs
  const packed = [classification, exemption, eligibility].map((pack) => pack?.facts.get(id))
  return packed.find((fact) => fact !== undefined) ?? null
}

function outcomeOf(level: Judged, exemption: Judged | null): Pick<Triage, 'outcome' | 'clauses'> {
  const { outcome, clauses } = level.verdict
  if (exemption?.verdict.outcome === null) return { outcome: null, clauses }
  if (!isExempt(exemption)) return { outcome, clauses }
  return { outcome: EXEMPT, clauses: [...(exemption?.verdict.clauses ?? []), ...clauses] }
}

function isExempt(exemption: Judged | null): boolean {
  return exemption?.verdict.outcome === EXEMPT
}

function openIn(
  stages: readonly (Judged | null)[],
  answers: Facts,
): Pick<Triage, 'missing' | 'question'> {
  const open = stages.find((stage) => stage?.verdict.outcome === null) ?? null
  if (open === null) return { missing: [], question: null }
  return { missing: open.verdict.missing, question: questionOf(open.pack, answers) }
}

function judged(pack: Pack, answers: Facts): Judged {
  return { pack, verdict: decide(pack, ownFacts(pack, answers)) }
}

function judgedAt(pack: Pack | null, answers: Facts): Judged | null {
  return pack === null ? null : judged(pack, withLevel(answers))
}

function withLevel(answers: Facts): Facts {
  return new Map<string, Value>([...answers, [LEVEL, REGISTRATION]])
}

function ownFacts(pack: Pack, answers: Facts): Facts {
  return new Map([...answers].filter(([fact]) => pack.facts.has(fact)))
}

function questionOf(pack: Pack, answers: Facts): Fact | null {
  const [id] = nextQuestions(pack, ownFacts(pack, withLevel(answers)))
  return pack.facts.get(id ?? '') ?? null
}

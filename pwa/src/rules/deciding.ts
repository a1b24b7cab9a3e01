/** What a pack says of the facts known so far, why, and what is still to be asked. */
import { weigh, type Facts, type Weighed } from './kernel'
import type { Clause, Pack } from './packs'

export interface Verdict {
  /** Null while a missing fact could still change it. */
  readonly outcome: string | null
  readonly atLeast: string
  readonly atMost: string
  /** What gives the outcome, or what is certain so far. */
  readonly clauses: readonly Clause[]
  readonly because: readonly string[]
  readonly missing: readonly string[]
  /** The entries of the catalogue whose subject this is. */
  readonly items: readonly number[]
}

interface Stand {
  readonly clause: Clause
  readonly rank: number
  readonly weighed: Weighed
}

/** The highest outcome for which a clause holds; learning a fact never changes a given outcome. */
export function decide(pack: Pack, facts: Facts): Verdict {
  const stands = weighedClauses(pack, facts)
  const best = bestOf(pack, stands)
  const open = stands.filter((s) => s.weighed.value === null && s.rank < best)
  const giving = stands.filter((s) => s.weighed.value === true && s.rank === best)
  const top = Math.min(best, ...open.map((s) => s.rank))
  const settled = stands.filter((s) => s.weighed.value !== null)
  return {
    outcome: open.length > 0 ? null : outcomeAt(pack, best),
    atLeast: outcomeAt(pack, best),
    atMost: outcomeAt(pack, top),
    clauses: giving.map((s) => s.clause),
    because: factsOf(giving.length > 0 ? giving : settled),
    missing: factsOf(open),
    items: itemsOf(pack, facts),
  }
}

/** The facts to ask now, the one that settles most open clauses first; none without effect. */
export function nextQuestions(pack: Pack, facts: Facts): readonly string[] {
  const stands = weighedClauses(pack, facts)
  const best = bestOf(pack, stands)
  const wanted = new Map<string, number>()
  for (const { rank, weighed } of stands) {
    const [fact] = weighed.facts
    if (weighed.value !== null || rank >= best || fact === undefined) continue
    wanted.set(fact, (wanted.get(fact) ?? 0) + 1)
  }
  const places = new Map([...pack.facts.keys()].map((fact, place) => [fact, place]))
  return [...wanted.keys()].sort(
    (one, other) =>
      (wanted.get(other) ?? 0) - (wanted.get(one) ?? 0) ||
      (places.get(one) ?? 0) - (places.get(other) ?? 0),
  )
}

/** The answers that cannot be true together. */
export function conflicts(pack: Pack, facts: Facts): readonly Clause[] {
  return pack.conflicts.filter(({ when }) => weigh(when, facts, pack.meanings).value === true)
}

function weighedClauses(pack: Pack, facts: Facts): readonly Stand[] {
  const ranks = new Map(pack.outcomes.map(({ id }, rank) => [id, rank]))
  return pack.clauses.map((clause) => ({
    clause,
    rank: ranks.get(clause.outcome) ?? pack.outcomes.length,
    weighed: weigh(clause.when, facts, pack.meanings),
  }))
}

/** The rank of the highest outcome for which a clause holds. */
function bestOf(pack: Pack, stands: readonly Stand[]): number {
  const lowest = pack.outcomes.length - 1
  return Math.min(lowest, ...stands.filter((s) => s.weighed.value).map((s) => s.rank))
}

function outcomeAt(pack: Pack, rank: number): string {
  return pack.outcomes[rank]?.id ?? ''
}

function factsOf(stands: readonly Stand[]): readonly string[] {
  return [...new Set(stands.flatMap(({ weighed }) => weighed.facts))]
}

function itemsOf(pack: Pack, facts: Facts): readonly number[] {
  return pack.terms.flatMap(({ item, when }) =>
    item !== null && weigh(when, facts, pack.meanings).value === true ? [item] : [],
  )
}

/**
 * Three-valued rules that explain themselves; sync/rules/kernel.py answers alike.
 * A fact that is absent is not known, and what hangs on it is unknown (Kleene), never no. Beside
 * each value stand the facts that it hangs on: those that settle it, or those yet to learn.
 */
import type { Compared, Condition, Listed } from './conditions'

export type Value = boolean | number | string | readonly string[]
export type Facts = ReadonlyMap<string, Value>
export type Terms = ReadonlyMap<string, Condition>

export interface Weighed {
  /** Yes, no or not known (null). */
  readonly value: boolean | null
  readonly facts: readonly string[]
}

/** What a condition comes to; facts must be of the declared kinds (answers.ts). */
export function weigh(condition: Condition, facts: Facts, terms: Terms): Weighed {
  if ('parts' in condition) {
    return join(weighEach(condition.parts, facts, terms), condition.op === 'any')
  }
  if ('part' in condition) {
    const { value, facts: behind } = weigh(condition.part, facts, terms)
    return { value: value === null ? null : !value, facts: behind }
  }
  if ('term' in condition) return weigh(meaning(condition.term, terms), facts, terms)
  const value = facts.get(condition.fact)
  return {
    value: value === undefined ? null : holds(condition, value),
    facts: [condition.fact],
  }
}

/** One after the other, so that nothing behind a settling part is weighed. */
function* weighEach(parts: readonly Condition[], facts: Facts, terms: Terms): Generator<Weighed> {
  for (const part of parts) yield weigh(part, facts, terms)
}

/** Join parts of which one alone `settles` the whole: a no for all, a yes for any. */
function join(parts: Iterable<Weighed>, settles: boolean): Weighed {
  const seen: Weighed[] = []
  for (const part of parts) {
    if (part.value === settles) return part
    seen.push(part)
  }
  const unknown = seen.filter((part) => part.value === null)
  const behind = unknown.length > 0 ? unknown : seen
  const facts = [...new Set(behind.flatMap((part) => part.facts))]
  return { value: unknown.length > 0 ? null : !settles, facts }
}

type Test = Extract<Condition, { readonly fact: string }>

function holds(test: Test, value: Value): boolean | null {
  if (test.op === 'yes') return must(typeof value === 'boolean' ? value : null)
  if ('words' in test) return lies(test.op, value, test.words)
  const isAlike = typeof value === typeof test.bound
  return must(isAlike ? compares(test.op, value, test.bound) : null)
}

function lies(op: Listed, value: Value, words: readonly string[]): boolean | null {
  if (op === 'in') return must(typeof value === 'string' ? words.includes(value) : null)
  const held = must(typeof value === 'object' ? value : null)
  if (op === 'has') return held.some((word) => words.includes(word))
  if (held.some((code) => words.some((prefix) => code.startsWith(prefix)))) return true
  // A code too coarse to say so is unknown.
  return held.some((code) => words.some((prefix) => prefix.startsWith(code))) ? null : false
}

/** Numbers, and civil dates as text: both are ordered by the language itself. */
function compares(op: Compared, value: Value, bound: number | string): boolean {
  switch (op) {
    case 'ge':
      return value >= bound
    case 'gt':
      return value > bound
    case 'le':
      return value <= bound
    case 'lt':
      return value < bound
  }
}

function meaning(term: string, terms: Terms): Condition {
  return must(terms.get(term) ?? null)
}

function must<T>(value: T | null): T {
  if (value === null) throw new Error('a fact or a term was let in that the pack does not declare')
  return value
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFacts } from './answers'
import { parseCondition } from './conditions'
import { decide, nextQuestions } from './deciding'
import { weigh, type Facts } from './kernel'
import { parsePack } from './packs'

interface Case {
  readonly name?: string
  readonly condition: unknown
  readonly facts: Readonly<Record<string, unknown>>
  readonly value: boolean | null
  readonly behind: readonly string[]
}

interface VerdictCase {
  readonly name: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly outcome: string | null
  readonly at_least: string
  readonly at_most: string
  readonly clauses: readonly string[]
  readonly missing: readonly string[]
  readonly items: readonly number[]
  readonly next: readonly string[]
}

const VECTORS = '../sync/vectors/rules'
const PACK = parsePack(read(`${VECTORS}/trial.json`))
const OPERATORS: Case[] = read(`${VECTORS}/operators.json`)
const VERDICTS: VerdictCase[] = read(`${VECTORS}/verdicts.json`)
const RANDOM: Case[] = read(`${VECTORS}/random.json`)

function read(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function factsOf(raw: Readonly<Record<string, unknown>>): Facts {
  const facts = readFacts(PACK, raw)
  if (!facts.ok) throw new Error(facts.faults.join())
  return facts.facts
}

function weighedAs({ condition, facts }: Case) {
  const { value, facts: behind } = weigh(
    parseCondition(condition, 'vector'),
    factsOf(facts),
    PACK.meanings,
  )
  return { value, behind }
}

describe('the rules answer as the bureau does', () => {
  test.each(OPERATORS)('$name', (vector) => {
    expect(weighedAs(vector)).toEqual({ value: vector.value, behind: vector.behind })
  })

  test.each(VERDICTS)('verdict: $name', (vector) => {
    const facts = factsOf(vector.facts)
    const verdict = decide(PACK, facts)

    expect({
      outcome: verdict.outcome,
      at_least: verdict.atLeast,
      at_most: verdict.atMost,
      clauses: verdict.clauses.map(({ id }) => id),
      missing: verdict.missing,
      items: verdict.items,
      next: nextQuestions(PACK, facts),
    }).toEqual({
      outcome: vector.outcome,
      at_least: vector.at_least,
      at_most: vector.at_most,
      clauses: vector.clauses,
      missing: vector.missing,
      items: vector.items,
      next: vector.next,
    })
  })

  test('random rules come to the same, and hang on the same facts', () => {
    const differing = RANDOM.filter((vector) => {
      const ours = JSON.stringify(weighedAs(vector))
      return ours !== JSON.stringify({ value: vector.value, behind: vector.behind })
    })

    expect(RANDOM.length).toBeGreaterThanOrEqual(400)
    expect(differing).toEqual([])
  })
})

test('words stand in the order of their code points, as the bureau keeps them', () => {
  expect(factsOf({ words: ['𝒜', '！', 'a'] }).get('words')).toEqual(['a', '！', '𝒜'])
})

test('a day of the first century is a day', () => {
  expect(factsOf({ day: '0050-12-31' }).get('day')).toBe('0050-12-31')
})

test.each([
  ['a day of the year 0', { day: '0000-01-01' }],
  ['a number with a fraction', { number: 1.5 }],
  ['a number below its least', { number: -6 }],
  ['a day that does not exist', { day: '2025-02-30' }],
  ['a word that is no choice', { choice: 'toString' }],
  ['a fact that nobody declared', { toString: true }],
  ['a trade that does not exist', { codes: ['9999'] }],
])('%s is refused', (_, raw) => {
  expect(readFacts(PACK, raw)).toMatchObject({ ok: false })
})

import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFacts } from './answers'
import { decide, nextQuestions } from './deciding'
import { weigh } from './kernel'
import { parsePack, type Pack } from './packs'

interface Case {
  readonly clause: string
  readonly why: string
  readonly facts: Readonly<Record<string, unknown>>
}

const PACKS = '../sync/rules/packs'
const VECTORS = '../sync/vectors/rules/clauses'
const NAMES = readdirSync(VECTORS).map((file) => file.replace('.json', ''))

function answered(pack: Pack, { clause, why, facts: raw }: Case) {
  const facts = readFacts(pack, raw)
  const meant = [...pack.clauses, ...pack.conflicts].find(({ id }) => id === clause)
  if (!facts.ok || meant === undefined) return null
  const { value, facts: behind } = weigh(meant.when, facts.facts, pack.meanings)
  const verdict = decide(pack, facts.facts)
  return {
    ...{ clause, why, facts: raw, value, behind },
    ...{ outcome: verdict.outcome, at_least: verdict.atLeast },
    giving: verdict.clauses.map(({ id }) => id),
    ...{ items: verdict.items, missing: verdict.missing.length },
    next: nextQuestions(pack, facts.facts).slice(0, 1),
  }
}

test.each(NAMES)(
  'every clause of %s answers its cases as the bureau',
  { timeout: 60_000 },
  (name) => {
    const pack = parsePack(JSON.parse(readFileSync(`${PACKS}/${name}.json`, 'utf8')))
    const cases: Case[] = JSON.parse(readFileSync(`${VECTORS}/${name}.json`, 'utf8'))

    const differing = cases.filter(
      (one) => JSON.stringify(answered(pack, one)) !== JSON.stringify(one),
    )

    expect(cases.length).toBeGreaterThan(3 * pack.clauses.length)
    expect(differing).toEqual([])
  },
)

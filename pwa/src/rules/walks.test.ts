import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFacts } from './answers'
import type { Facts } from './kernel'
import { parsePack } from './packs'
import { triage, type Triage } from './triaging'

interface Walk {
  readonly clause: string
  readonly item: number
  readonly answers: readonly (readonly [fact: string, value: unknown])[]
  readonly outcome: string
  readonly items: readonly number[]
}

const RULES = '../sync/rules/packs/classification.json'
const CLASSIFICATION = parsePack(JSON.parse(readFileSync(RULES, 'utf8')))
const PACKS = { classification: CLASSIFICATION, exemption: null, eligibility: null }
const WALKS: Walk[] = JSON.parse(readFileSync('../sync/vectors/rules/walks.json', 'utf8'))

function standWith(answers: Walk['answers']): Triage | null {
  const facts = readFacts(CLASSIFICATION, Object.fromEntries(answers))
  return triage(PACKS, facts.ok ? facts.facts : (new Map() satisfies Facts))
}

test('the phone asks on the way to every clause what the bureau asks, in the same order', () => {
  const differing = WALKS.filter(({ answers, outcome, items }) => {
    const asked = answers.map((_, n) => standWith(answers.slice(0, n))?.question?.id)
    const end = standWith(answers)
    const isAlike = asked.every((fact, n) => fact === answers[n]?.[0])
    const isThere = end?.outcome === outcome && end.question === null
    return !isAlike || !isThere || end.level.verdict.items.join() !== items.join()
  })

  expect(new Set(WALKS.map(({ item }) => item)).size).toBe(173)
  expect(differing).toEqual([])
}, 60_000)

/** Answers of a triage as they are kept on the phone, each with where it came from. */
import { fieldsOf, itemsOf, oneOf, textIn } from '@/core/shape'
import { readFacts } from '@/rules/answers'
import type { Value } from '@/rules/kernel'
import { factIn, type Packs } from '@/rules/triaging'

/** asked: said now; last: taken over from the last act at this enterprise. */
export const sources = ['asked', 'last'] as const
export type Source = (typeof sources)[number]

/** What was answered, as it was kept: perhaps of an older version of the rules. */
export interface KeptAnswer {
  readonly fact: string
  readonly value: unknown
  readonly from: Source
}

/** An answer that the rules of today take. */
export interface Answer extends KeptAnswer {
  readonly value: Value
}

const PREFIX = 'triage:'

/** The name under which the answers about an enterprise are kept. */
export function triageKey(enterpriseId: string): string {
  return PREFIX + enterpriseId
}

/** Read kept answers; what is none is left out. */
export function parseAnswers(raw: unknown): readonly KeptAnswer[] {
  return itemsOf(fieldsOf(raw).get('answers'))
    .map(fieldsOf)
    .flatMap((fields) => {
      const fact = textIn(fields, 'fact')
      const from = oneOf(sources, fields.get('from'))
      const value = fields.get('value')
      return fact === null || from === null || value === undefined ? [] : [{ fact, value, from }]
    })
}

/** The answers in their order up to the first that the rules of today do not take. */
export function readAnswers(packs: Packs, kept: readonly KeptAnswer[]): readonly Answer[] {
  const read = kept.map(({ fact, value, from }) => {
    const known = readValue(packs, fact, value)
    return known === null ? null : { fact, value: known, from }
  })
  const end = read.indexOf(null)
  return read.slice(0, end < 0 ? read.length : end).flatMap((one) => (one === null ? [] : [one]))
}

/** A value as the first pack that knows the fact takes it, or null. */
export function readValue(packs: Packs, fact: string, value: unknown): Value | null {
  const { classification, exemption, eligibility } = packs
  const pack = [classification, exemption, eligibility].find((one) => one?.facts.has(fact)) ?? null
  if (pack === null || factIn(packs, fact) === null) return null
  const facts = readFacts(pack, { [fact]: value })
  return facts.ok ? (facts.facts.get(fact) ?? null) : null
}

import './texts'
import { say } from '@/core/texts'
import type { Value } from '@/rules/kernel'
import type { Fact, Pack } from '@/rules/packs'
import { tradeWords, type TradeNames } from './trades'

/** An answer as the officer would say it. */
export function answerWords(fact: Fact, value: Value, names: TradeNames): string {
  if (typeof value === 'boolean') return say(value ? 'rulebook.yes' : 'rulebook.no')
  if (typeof value === 'number') return `${value} ${fact.unit}`.trim()
  if (typeof value === 'string') return fact.choices.get(value) ?? value
  if (value.length === 0) return say('rulebook.none')
  const words =
    fact.kind === 'codes'
      ? value.map((code) => tradeWords(code, names))
      : value.map((word) => wordOf(fact, word))
  return words.join('、')
}

/** Items of the catalogue by their own short words: for who knows the trade, not the code. */
export interface Subject {
  readonly item: number
  readonly label: string
  readonly codes: readonly string[]
}

export function subjectsOf(pack: Pack): readonly Subject[] {
  return pack.terms.flatMap(({ item, label, when }) => {
    const codes = item === null ? [] : codesIn(when)
    return item === null || codes.length === 0 ? [] : [{ item, label, codes }]
  })
}

function wordOf(fact: Fact, word: string): string {
  const label = fact.choices.get(word) ?? ''
  return label === '' ? word : label
}

function codesIn(when: Pack['clauses'][number]['when']): readonly string[] {
  if ('parts' in when) return when.parts.flatMap(codesIn)
  return when.op === 'under' ? when.words : []
}

/** Trades by the names of GB/T 4754, where the bureau has loaded them; else by their codes alone. */
import { computed, type ComputedRef } from 'vue'
import { useTable } from '@/features/replica/public'
import type { Fact } from '@/rules/packs'
import { TRADE_NAMES } from './rows'

export type TradeNames = ReadonlyMap<string, string>

/** A code of fewer digits is a whole branch of industry: too coarse to be what somebody does. */
const FEWEST_DIGITS = 3

export function useTradeNames(): ComputedRef<TradeNames> {
  const rows = useTable(TRADE_NAMES)
  return computed(() => new Map(rows.all().flatMap(({ names }) => Object.entries(names))))
}

/** A trade as it is shown: its code, and its name where it has one. */
export function tradeWords(code: string, names: TradeNames): string {
  return [code, names.get(code)].filter(Boolean).join(' ')
}

/** Codes with some words in their names that answer the fact; of a group and its parts the group. */
export function tradesCalled(words: string, fact: Fact, names: TradeNames): readonly string[] {
  const known = [...fact.choices.keys()]
  const called = [...names]
    .filter(([code, name]) => code.length >= FEWEST_DIGITS && name.includes(words))
    .map(([code]) => code)
    .filter((code) => known.some((one) => one.startsWith(code)))
  return called.filter((code) => !isPartOf(code, called)).sort()
}

/** Whether a code is listed already, itself or as part of a group that is. */
export function isListed(code: string, listed: readonly string[]): boolean {
  return listed.includes(code) || isPartOf(code, listed)
}

function isPartOf(code: string, groups: readonly string[]): boolean {
  return groups.some((group) => group !== code && code.startsWith(group))
}

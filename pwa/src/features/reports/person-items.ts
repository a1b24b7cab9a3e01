import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

/** What somebody did under a plan: why it counts, or does not. */
export interface CountedItem {
  readonly id: string
  readonly kind: 'visit' | 'problem'
  readonly name: string
  readonly on: string
  /** A reason of the rules (docs/quotas.md §3). */
  readonly why: string
  readonly adds: number
  /** Why it was taken back, or not taken in. */
  readonly reason: string
}

/** One person's items, visits first. */
export async function fetchItems(plan: string, person: string): Promise<Answer<CountedItem[]>> {
  const path = `/api/quotas/${encodeURIComponent(plan)}/people/${encodeURIComponent(person)}`
  return read(await request('GET', path), (raw) => {
    const told = wire('OwnFiguresOut', raw)
    return [
      ...told.list('visits', (one) => itemOf(one, 'visit')),
      ...told.list('problems', (one) => itemOf(one, 'problem')),
    ]
  })
}

function itemOf(raw: unknown, kind: CountedItem['kind']): CountedItem {
  const item = wire('ItemOut', raw)
  return {
    kind,
    ...{ id: item.text('id'), name: item.text('words'), on: item.text('on') },
    ...{ why: item.text('why'), adds: item.number('adds'), reason: item.text('reason') },
  }
}

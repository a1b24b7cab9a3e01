import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { troubleOf, type Trouble } from '@/core/asking'
import type { VisitFilters } from './filters'
import { fetchVisits, type VisitLine } from './visit-data'

export interface VisitList {
  lines: ShallowRef<VisitLine[] | null>
  next: Ref<string | null>
  asking: Ref<boolean>
  trouble: ShallowRef<Trouble | null>
  /** Ask from the first page on. */
  ask: () => Promise<void>
  /** Add the next page below. */
  more: () => Promise<void>
}

/** The visits that the filters name, page by page; an overtaken answer is dropped. */
export function useVisits(filters: () => VisitFilters): VisitList {
  const lines = shallowRef<VisitLine[] | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const next = ref<string | null>(null)
  const asking = ref(false)
  let latest = 0

  async function fetchFrom(cursor: string | null, before: readonly VisitLine[]): Promise<void> {
    latest += 1
    const mine = latest
    asking.value = true
    const answer = await fetchVisits(filters(), cursor)
    if (mine !== latest) return

    asking.value = false
    trouble.value = answer.ok ? null : troubleOf(answer)
    if (!answer.ok) return
    lines.value = [...before, ...answer.value.lines]
    next.value = answer.value.next
  }

  return {
    lines,
    next,
    asking,
    trouble,
    ask: () => fetchFrom(null, []),
    more: () => fetchFrom(next.value, lines.value ?? []),
  }
}

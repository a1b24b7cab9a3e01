import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { troubleOf, type Trouble } from '@/core/asking'
import { fetchCases, type CaseFilters, type CaseLine } from './case-data'

const PAUSE_MS = 300

export interface CaseList {
  readonly lines: ShallowRef<readonly CaseLine[] | null>
  readonly next: Ref<string | null>
  readonly asking: Ref<boolean>
  readonly trouble: ShallowRef<Trouble | null>
  /** Ask from the first page on. */
  readonly ask: () => Promise<void>
  /** Add the next page below. */
  readonly more: () => Promise<void>
}

/** The matters that the filters name, page by page; an overtaken answer is dropped. */
export function useCases(filters: Ref<CaseFilters>): CaseList {
  const lines = shallowRef<readonly CaseLine[] | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const next = ref<string | null>(null)
  const asking = ref(false)
  let latest = 0
  let pause: ReturnType<typeof setTimeout> | undefined

  async function fetchFrom(cursor: string | null, before: readonly CaseLine[]): Promise<void> {
    latest += 1
    const mine = latest
    asking.value = true
    const answer = await fetchCases(filters.value, cursor)
    if (mine !== latest) return

    asking.value = false
    trouble.value = answer.ok ? null : troubleOf(answer)
    if (!answer.ok) return
    lines.value = [...before, ...answer.value.lines]
    next.value = answer.value.next
  }

  const ask = () => fetchFrom(null, [])
  watch(filters, () => {
    clearTimeout(pause)
    pause = setTimeout(() => void ask(), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))

  const more = () => fetchFrom(next.value, lines.value ?? [])
  return { lines, next, asking, trouble, ask, more }
}

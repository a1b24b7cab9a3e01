import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { troubleOf, type Trouble } from './asking'
import type { Answer } from './http'

const PAUSE_MS = 300

export interface Page<T> {
  readonly lines: readonly T[]
  /** What the next page is asked by; null behind the last one. */
  readonly next: string | null
}

export interface Paged<T> {
  readonly lines: ShallowRef<readonly T[] | null>
  readonly next: Ref<string | null>
  readonly asking: Ref<boolean>
  readonly trouble: ShallowRef<Trouble | null>
  /** Ask from the first page on. */
  readonly ask: () => Promise<void>
  /** Add the next page below. */
  readonly more: () => Promise<void>
}

/** A list of the bureau's, page by page; an overtaken answer is dropped. */
export function usePages<T>(
  fetchPage: (cursor: string | null) => Promise<Answer<Page<T>>>,
): Paged<T> {
  const lines = shallowRef<readonly T[] | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const next = ref<string | null>(null)
  const asking = ref(false)
  let latest = 0

  async function fetchFrom(cursor: string | null, before: readonly T[]): Promise<void> {
    latest += 1
    const mine = latest
    asking.value = true
    const answer = await fetchPage(cursor)
    if (mine !== latest) return

    asking.value = false
    trouble.value = answer.ok ? null : troubleOf(answer)
    if (!answer.ok) return
    lines.value = [...before, ...answer.value.lines]
    next.value = answer.value.next
  }

  const ask = () => fetchFrom(null, [])
  const more = () => fetchFrom(next.value, lines.value ?? [])
  return { lines, next, asking, trouble, ask, more }
}

/** Ask anew once filters have stood still for a moment. */
export function askAfter(filters: Ref<unknown>, ask: () => Promise<void>): void {
  let pause: ReturnType<typeof setTimeout> | undefined
  watch(filters, () => {
    clearTimeout(pause)
    pause = setTimeout(() => void ask(), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))
}

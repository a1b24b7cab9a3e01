import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { DeskFilters } from './desk-data'

export const noChoice: DeskFilters = { plan: null, branch: null, from: '', to: '' }

/** The choices of the desk, kept in its address; `changed` runs after each. */
export function useDeskFilters(changed: () => void): Ref<DeskFilters> {
  const { query } = useRoute()
  const router = useRouter()
  const filters = ref(choiceFrom(query))

  watch(filters, (next) => {
    void router.replace({ query: addressOf(next) })
    changed()
  })

  return filters
}

export function choiceFrom(query: Readonly<Record<string, unknown>>): DeskFilters {
  const text = (key: string): string => (typeof query[key] === 'string' ? query[key] : '')
  return {
    plan: text('plan') || null,
    branch: text('branch') || null,
    from: text('from'),
    to: text('to'),
  }
}

export function addressOf({ plan, branch, from, to }: DeskFilters): Record<string, string> {
  const said = { plan: plan ?? '', branch: branch ?? '', from, to }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
}

/** The period ends before it begins, so nothing can be in it. */
export function isBackwards({ from, to }: DeskFilters): boolean {
  return from !== '' && to !== '' && from > to
}

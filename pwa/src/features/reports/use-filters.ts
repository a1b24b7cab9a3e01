import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { addressOf, filtersFrom, type VisitFilters } from './filters'

const PAUSE_MS = 300

/**
 * The filters of the page, kept in its address, `usual` where it says none; `changed` runs when
 * typing has paused.
 */
export function useFilters(changed: () => void, usual?: VisitFilters): Ref<VisitFilters> {
  const route = useRoute()
  const router = useRouter()
  const filters = ref(filtersFrom(route.query, usual))
  let pause: ReturnType<typeof setTimeout> | undefined

  watch(filters, (next) => {
    clearTimeout(pause)
    pause = setTimeout(() => {
      void router.replace({ query: addressOf(next) })
      changed()
    }, PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))

  return filters
}

import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useTable } from '@/features/replica/public'
import type { Table } from '@/sync/table'
import { recentIds } from './recent'
import { ENTERPRISE, type EnterpriseRow } from './rows'
import { indexOf, search, type Found } from './search'

export interface Search {
  readonly words: Ref<string>
  readonly found: ComputedRef<Found>
  readonly recent: ComputedRef<readonly EnterpriseRow[]>
  /** Whether the phone holds any enterprise at all. */
  readonly isEmpty: ComputedRef<boolean>
  readonly showMore: () => void
}

const PAGE = 50
/** Fewer while somebody types, so that each letter is answered at once. */
const FIRST = 20
const MOST_RECENT = 6

// What was typed last, so that coming back from an enterprise shows the same list again.
const lastTyped = ref('')

/** Search this phone's registry while somebody types; `goOn` takes up the last search again. */
export function useSearch(goOn: boolean): Search {
  const typed = goOn ? lastTyped : ref('')
  const table = useTable(ENTERPRISE)
  const limit = shallowRef(FIRST)
  const index = computed(() => indexOf(table.all()))
  const recentSet = computed(() => new Set(recentIds.value))
  // The first walk of a search is the slowest; it is taken before anybody types.
  setTimeout(() => search(index.value, { words: 'a', limit: 1 }))
  const words = computed({
    get: () => typed.value,
    set: (next) => {
      typed.value = next
      limit.value = FIRST
    },
  })
  return {
    words,
    found: computed(() =>
      search(index.value, { words: typed.value, limit: limit.value, recent: recentSet.value }),
    ),
    recent: computed(() => present(recentIds.value, table).slice(0, MOST_RECENT)),
    isEmpty: computed(() => index.value.rows.length === 0),
    showMore: () => {
      limit.value += PAGE
    },
  }
}

function present(ids: readonly string[], table: Table<EnterpriseRow>): EnterpriseRow[] {
  return ids.map((id) => table.get(id)).filter((row) => row !== undefined)
}

/** One matter as its pages show it: under whatever id this phone knows it. */
import { computed, type ComputedRef } from 'vue'
import { useOutbox, useTable } from '@/features/replica/public'
import { MATTER, MATTER_EVENT, type MatterEventRow, type MatterRow } from './rows'
import { settledId } from './standing'

export interface ShownCase {
  readonly matter: ComputedRef<MatterRow | null>
  /** What happened to it, the latest first. */
  readonly events: ComputedRef<readonly MatterEventRow[]>
}

export function useCase(id: () => string): ShownCase {
  const matters = useTable(MATTER)
  const all = useTable(MATTER_EVENT)
  const outbox = useOutbox()
  const known = computed(() => settledId(id(), outbox.value))
  return {
    matter: computed(() => matters.get(known.value) ?? null),
    events: computed(() =>
      all
        .all()
        .filter(({ matter_id: of }) => of === known.value || of === id())
        .sort(latestFirst),
    ),
  }
}

/** The last thing that was said to solve it. */
export function lastProposal(events: readonly MatterEventRow[]): MatterEventRow | null {
  return events.find(({ kind }) => kind === 'proposed') ?? null
}

function latestFirst(a: MatterEventRow, b: MatterEventRow): number {
  return Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1)
}

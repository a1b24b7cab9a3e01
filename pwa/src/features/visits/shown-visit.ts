/** A visit with everything that belongs to it, as the pages show it. */
import { computed, type ComputedRef } from 'vue'
import { asDecided, REVIEW, useOutbox, useStatus, useTable } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { Status } from '@/sync/status'
import type { Table, TableName } from '@/sync/table'
import { FINDING, PHOTO, VISIT, type FindingRow, type PhotoRow, type VisitRow } from './rows'
import { entriesOf, refusedRows, settledId, standingOf, type Standing } from './standing'

export interface ShownVisit {
  readonly entries: Readonly<{ value: readonly Entry[] }>
  readonly visit: ComputedRef<VisitRow | null>
  readonly standing: ComputedRef<Standing>
  readonly findings: ComputedRef<readonly FindingRow[]>
  readonly photos: ComputedRef<readonly PhotoRow[]>
  /** Whether the bureau put it together with a co-officer's record of the same visit. */
  readonly isMerged: ComputedRef<boolean>
}

/** Follow a visit, also to the one that it was put together with. */
export function useVisit(id: () => string): ShownVisit {
  const visits = useTable(VISIT)
  const findings = useTable(FINDING)
  const photos = useTable(PHOTO)
  const outbox = useOutbox()
  const reviews = useTable(REVIEW)
  const entries = computed(() => asDecided(outbox.value, reviews.all()))
  const status = useStatus()
  const kept = computed(() => {
    const settled = settledId(id(), entries.value)
    return visits.get(settled) === undefined ? id() : settled
  })
  const isHere = computed(() => visits.get(kept.value) !== undefined)
  const visit = computed(
    () => visits.get(kept.value) ?? refusedRows(kept.value, VISIT, entries.value)[0] ?? null,
  )
  /** The rows that belong to the visit; of a refused one, as they were written. */
  const belonging = <R extends Row & { visit_id: string }>(table: Table<R>, name: TableName<R>) =>
    isHere.value
      ? table.all().filter((row) => row.visit_id === kept.value)
      : refusedRows(kept.value, name, entries.value)
  return {
    entries,
    visit,
    standing: computed(() =>
      visit.value === null ? 'confirmed' : standingOf(visit.value, entries.value),
    ),
    findings: computed(() => belonging(findings, FINDING)),
    photos: computed(() => {
      const rows = belonging(photos, PHOTO).sort((a, b) => a.n - b.n)
      return allSent(id(), entries.value, status.value) ? rows.map(received) : rows
    }),
    isMerged: computed(() => kept.value !== id()),
  }
}

/** The bureau took every photo of this phone, even where its rows do not say so yet. */
function allSent(id: string, entries: readonly Entry[], { photosLeft }: Status): boolean {
  const closing = entriesOf(id, entries).find((entry) => entry.name === 'visit.close')
  return photosLeft === 0 && closing?.state === 'acked'
}

function received(photo: PhotoRow): PhotoRow {
  return photo.state === 'pending' ? { ...photo, state: 'received' } : photo
}

/** The words of the bureau about a command of this visit that it could not take in. */
export function refusalOf(id: string, entries: readonly Entry[]): string {
  const refused = entriesOf(id, entries).find((entry) => entry.state === 'review')
  const problem = refused?.result?.problem
  return problem?.detail || problem?.title || ''
}

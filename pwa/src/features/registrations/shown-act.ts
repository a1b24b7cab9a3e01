/** An act as the pages show it, also where the bureau refused it and no row is left. */
import { computed, type ComputedRef } from 'vue'
import { asDecided, REVIEW, useOutbox, useTable } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import { isMade } from './kept'
import { REGISTRATION, type RegistrationRow } from './rows'
import { standingOf, type Standing } from './standing'

export interface ShownAct {
  readonly act: ComputedRef<RegistrationRow | null>
  readonly standing: ComputedRef<Standing>
  readonly entries: ComputedRef<readonly Entry[]>
  /** The bureau's words about what it did not take in; empty where there are none. */
  readonly refusal: ComputedRef<string>
}

export function useAct(id: () => string): ShownAct {
  const acts = useTable(REGISTRATION)
  const reviews = useTable(REVIEW)
  const outbox = useOutbox()
  const entries = computed(() => asDecided(outbox.value, reviews.all()))
  const act = computed(() => acts.get(id()) ?? refusedAct(id(), entries.value))
  return {
    ...{ act, entries },
    standing: computed(() =>
      act.value === null ? 'confirmed' : standingOf(act.value, entries.value),
    ),
    refusal: computed(() => {
      const refused = entries.value.find(
        ({ entity, state }) => entity === id() && state === 'review',
      )
      const problem = refused?.result?.problem
      return problem?.detail || problem?.title || ''
    }),
  }
}

function refusedAct(id: string, entries: readonly Entry[]): RegistrationRow | null {
  const made = entries.filter(({ state }) => state === 'review')
  const entry = made.find((one) => one.entity === id && isMade(id, [one]))
  const preview = entry?.previews.find(({ tbl, row }) => tbl === REGISTRATION && row !== null)
  // The preview was made by `decideWish` with every column of the table.
  return preview ? ({ ver: 0, ...preview.row, id } as unknown as RegistrationRow) : null
}

/** The draft that a form works on: loaded once, then saved at every change. */
import { ref, watch, type Ref } from 'vue'
import type { StorageTrouble } from '@/core/db'
import { useClient } from './injection'
import { Keeper } from './keeper'

export interface OpenDraft<T> {
  readonly draft: Ref<T | null>
  readonly state: Ref<'loading' | 'open' | 'gone'>
  /** Why the last save failed; the form says so until one succeeds. */
  readonly trouble: Ref<StorageTrouble | null>
  readonly keeper: Keeper<T>
}

/** Open the draft that `load` finds; from then on every change is kept under `key`. */
export function useKeptDraft<T>(key: string, load: () => Promise<T | null>): OpenDraft<T> {
  const client = useClient()
  const draft = ref<T | null>(null) as Ref<T | null>
  const state = ref<'loading' | 'open' | 'gone'>('loading')
  const trouble = ref<StorageTrouble | null>(null)
  const keeper = new Keeper<T>(async (value) => {
    const saved = await client.saveDraft(key, value)
    trouble.value = saved.ok ? null : saved.reason
  })

  void load().then((kept) => {
    draft.value = kept
    state.value = kept === null ? 'gone' : 'open'
    watch(
      draft,
      (now) => {
        if (now !== null) keeper.keep(now)
      },
      { deep: true },
    )
  })
  return { draft, state, trouble, keeper }
}

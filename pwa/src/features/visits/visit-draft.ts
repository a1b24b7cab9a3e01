/** The draft that a form works on: loaded once, then saved at every change. */
import { ref, watch, type Ref } from 'vue'
import type { StorageTrouble } from '@/core/db'
import { useClient } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { draftKey, isVisitKey, parseDraft, type VisitDraft } from './draft'
import { Keeper } from './keeper'
import { isCompleted } from './standing'

export interface KeptDraft {
  readonly draft: VisitDraft
  readonly savedAt: number
}

/** The visits that were begun on this phone and not completed, latest first. */
export async function loadVisitDrafts(client: Client): Promise<KeptDraft[]> {
  const kept = (await client.loadDrafts()).filter(({ key }) => isVisitKey(key))
  return kept
    .flatMap(({ value, savedAt }) => {
      const draft = parseDraft(value)
      // A second page may write a draft once more after the first has completed the visit.
      if (draft === null || isCompleted(draft.id, client.outbox())) return []
      return [{ draft, savedAt }]
    })
    .sort((a, b) => b.savedAt - a.savedAt)
}

export interface OpenDraft {
  readonly draft: Ref<VisitDraft | null>
  readonly state: Ref<'loading' | 'open' | 'gone'>
  /** Why the last save failed; the form says so until one succeeds. */
  readonly trouble: Ref<StorageTrouble | null>
  readonly keeper: Keeper<VisitDraft>
}

export function useVisitDraft(id: string): OpenDraft {
  const client = useClient()
  const draft = ref<VisitDraft | null>(null)
  const state = ref<'loading' | 'open' | 'gone'>('loading')
  const trouble = ref<StorageTrouble | null>(null)
  const keeper = new Keeper<VisitDraft>(async (value) => {
    const saved = await client.saveDraft(draftKey(id), value)
    trouble.value = saved.ok ? null : saved.reason
  })

  void loadVisitDrafts(client).then((kept) => {
    draft.value = kept.find((one) => one.draft.id === id)?.draft ?? null
    state.value = draft.value === null ? 'gone' : 'open'
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

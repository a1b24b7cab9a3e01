/** The visits that were begun on this phone, and the one that a form works on. */
import { useClient, useKeptDraft, type OpenDraft } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { draftKey, isVisitKey, parseDraft, type VisitDraft } from './draft'
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

export function useVisitDraft(id: string): OpenDraft<VisitDraft> {
  const client = useClient()
  return useKeptDraft(draftKey(id), async () => {
    const kept = await loadVisitDrafts(client)
    return kept.find((one) => one.draft.id === id)?.draft ?? null
  })
}

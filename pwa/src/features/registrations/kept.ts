/** The acts that were begun on this phone, and the one that a page works on. */
import { useClient, useKeptDraft, type OpenDraft } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import type { Entry } from '@/sync/entry'
import { draftKey, isRegistrationKey, parseDraft, type RegistrationDraft } from './draft'

export interface KeptAct {
  readonly draft: RegistrationDraft
  readonly savedAt: number
}

/** What was begun and not yet finished, latest first. */
export async function loadKeptActs(client: Client): Promise<KeptAct[]> {
  const kept = (await client.loadDrafts()).filter(({ key }) => isRegistrationKey(key))
  return kept
    .flatMap(({ value, savedAt }) => {
      const draft = parseDraft(value)
      // A second page may write a draft once more after the first has finished the act.
      return draft === null || isMade(draft.id, client.outbox()) ? [] : [{ draft, savedAt }]
    })
    .sort((one, other) => other.savedAt - one.savedAt)
}

export function useRegistrationDraft(id: string): OpenDraft<RegistrationDraft> {
  const client = useClient()
  return useKeptDraft(draftKey(id), async () => {
    const kept = await loadKeptActs(client)
    return kept.find((one) => one.draft.id === id)?.draft ?? null
  })
}

const MADE: readonly string[] = ['registration.decide', 'registration.notify']

/** Whether this phone finished the act already, perhaps on another of its pages. */
export function isMade(id: string, entries: readonly Entry[]): boolean {
  return entries.some(({ entity, name }) => entity === id && MADE.includes(name))
}

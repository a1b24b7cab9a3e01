/** 重新填报: the content of what was refused or handed back, in its own form again. */
import { useRouter } from 'vue-router'
import { uuid7 } from '@/core/ids'
import { say } from '@/core/texts'
import { enterpriseAgain } from '@/features/enterprises/public'
import { keepAgain, notSavedWords, useClient, type DraftAgain } from '@/features/replica/public'
import { visitAgain } from '@/features/visits/public'
import type { Entry } from '@/sync/entry'
import { tell } from '@/ui/dialogs'

export type DoAgain = (entry: Entry) => Promise<void>

export function useDoingAgain(): DoAgain {
  const client = useClient()
  const router = useRouter()

  return async (entry) => {
    const draft = draftOf(entry)
    if (draft === null) return
    const kept = await keepAgain(client, draft)
    if (!kept.ok) {
      tell(notSavedWords(kept.reason))
      return
    }
    if (kept.isEarlier) tell(say('outbox.begunEarlier'))
    await router.push(kept.path)
  }
}

function draftOf(entry: Entry): DraftAgain | null {
  return visitAgain(entry, uuid7) ?? enterpriseAgain(entry)
}

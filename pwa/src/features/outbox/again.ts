/** 重新填报: the content of what was refused or handed back, in its own form again. */
import { useRouter } from 'vue-router'
import { uuid7 } from '@/core/ids'
import { say } from '@/core/texts'
import { caseAgain } from '@/features/cases/public'
import { enterpriseAgain } from '@/features/enterprises/public'
import { actAgain } from '@/features/registrations/public'
import {
  keepAgain,
  notSavedWords,
  useClient,
  useTable,
  type DraftAgain,
} from '@/features/replica/public'
import { RULE_PACK, type PackRow } from '@/features/rulebook/public'
import { visitAgain } from '@/features/visits/public'
import type { Entry } from '@/sync/entry'
import { tell } from '@/ui/dialogs'

export type DoAgain = (entry: Entry) => Promise<void>

export function useDoingAgain(): DoAgain {
  const client = useClient()
  const router = useRouter()
  const packs = useTable(RULE_PACK)

  return async (entry) => {
    const draft = draftOf(entry, packs.all())
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

function draftOf(entry: Entry, packs: Iterable<PackRow>): DraftAgain | null {
  const known = visitAgain(entry, uuid7) ?? enterpriseAgain(entry) ?? caseAgain(entry)
  return known ?? actAgain(entry, [...packs])
}

/** Changing a closed visit from a page: the command, and words when the phone cannot keep it. */
import { ref, type Ref } from 'vue'
import { clock } from '@/core/clock'
import { say } from '@/core/texts'
import { useSession } from '@/features/accounts/public'
import { useClient } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import type { IssueWish } from '@/sync/issuing'
import type { Change } from './revising'
import { ENTERPRISE, VISIT } from './rows'

export interface Revising {
  readonly busy: Ref<boolean>
  readonly trouble: Ref<string>
  /** Who changes it, when and why, and the name of the enterprise. */
  readonly change: (enterpriseId: string, reason: string) => Change
  /** True once the change is saved on this phone. */
  readonly issue: (wish: IssueWish) => Promise<boolean>
}

export function useRevising(): Revising {
  const client = useClient()
  const session = useSession()
  const busy = ref(false)
  const trouble = ref('')

  return {
    busy,
    trouble,
    change(enterpriseId, reason) {
      return {
        by: session.person?.id ?? '',
        at: clock.now(),
        reason,
        title: nameOf(client, enterpriseId),
        entries: client.outbox(),
      }
    },
    async issue(wish) {
      busy.value = true
      const issued = await client.issue(wish)
      busy.value = false
      trouble.value = issued.ok ? '' : say('visits.form.failed')
      if (!issued.ok && issued.reason === 'full') trouble.value = say('visits.form.full')
      return issued.ok
    },
  }
}

/** Its name in the registry of this phone, else as one of its visits keeps it. */
function nameOf({ replica }: Client, enterpriseId: string): string {
  const row = replica.table(ENTERPRISE).get(enterpriseId)
  const visits = replica.table(VISIT).all()
  const visit = visits.find(({ enterprise_id: visited }) => visited === enterpriseId)
  return row?.name ?? visit?.enterprise_name ?? ''
}

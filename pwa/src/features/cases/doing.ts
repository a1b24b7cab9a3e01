/** Doing something to a matter from a page: the command, and words when it cannot be kept. */
import type { Ref } from 'vue'
import { clock } from '@/core/clock'
import { say } from '@/core/texts'
import { useSession } from '@/features/accounts/public'
import { useClient } from '@/features/replica/public'
import { useRevising } from '@/features/visits/public'
import type { IssueWish } from '@/sync/issuing'
import { tell } from '@/ui/dialogs'
import { doTo, type Doing, type Told } from './deeds'
import type { Verb } from './life'
import type { MatterRow } from './rows'

export interface Doer {
  readonly busy: Ref<boolean>
  readonly trouble: Ref<string>
  readonly me: () => string
  readonly leads: (matter: MatterRow) => boolean
  /** Who does it and when; `leads` is asked of a matter. */
  readonly doing: (matter?: MatterRow) => Doing
  /** True once it is saved on this phone. */
  readonly run: (
    matter: MatterRow,
    verb: Verb,
    told: Partial<Told>,
    dropDraft?: string,
  ) => Promise<boolean>
  readonly issue: (wish: IssueWish) => Promise<boolean>
}

export function useDoing(): Doer {
  const client = useClient()
  const session = useSession()
  const { busy, trouble, issue } = useRevising()

  function leads(matter: MatterRow): boolean {
    const { role, branch_id: branch } = session.person ?? { role: '', branch_id: null }
    return role === 'manager' || (role === 'branch_head' && branch === matter.branch_id)
  }

  const me = () => session.person?.id ?? ''
  const doing = (matter?: MatterRow): Doing => ({
    ...{ by: me(), leads: matter ? leads(matter) : false },
    ...{ at: clock.now(), entries: client.outbox() },
  })

  return {
    ...{ busy, trouble, me, leads, doing, issue },
    async run(matter, verb, told, dropDraft) {
      const wish = doTo(matter, verb, told, doing(matter))
      const isSaved = await issue({ ...wish, ...(dropDraft ? { dropDraft } : {}) })
      if (isSaved) tell(say('visits.keptHere'))
      return isSaved
    },
  }
}

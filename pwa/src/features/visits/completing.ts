/** Completing a visit: the draft becomes a command, safely on this phone, or stays a draft. */
import { clock } from '@/core/clock'
import { useSession } from '@/features/accounts/public'
import { addingOf } from '@/features/enterprises/public'
import { useClient, type Keeper } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import type { NotIssued } from '@/sync/issuing'
import { closeVisit, type Closing } from './closing'
import type { VisitDraft } from './draft'
import { ENTERPRISE } from './rows'

export type Completed = { ok: true } | { ok: false; reason: NotIssued }

/** Gives the deed; resolves ok only when the visit is saved on this phone. */
export function useCompleting(): (
  draft: VisitDraft,
  keeper: Keeper<VisitDraft>,
) => Promise<Completed> {
  const client = useClient()
  const session = useSession()

  return async (draft, keeper) => {
    await keeper.settled()
    keeper.stop()
    const branchId = session.person?.branch_id ?? null
    const issued = await client.issue(wishFor(client, draft, session.person?.id ?? '', branchId))
    // The draft lives on, so its saving must too.
    if (!issued.ok) keeper.goOn()
    return issued.ok ? { ok: true } : { ok: false, reason: issued.reason }
  }
}

function wishFor(client: Client, draft: VisitDraft, self: string, branchId: string | null) {
  const row = client.replica.table(ENTERPRISE).get(draft.enterpriseId)
  const enterprise = { name: row?.name ?? draft.enterpriseName, town_code: row?.town_code ?? null }
  const closing: Closing = {
    ...{ draft, self, branchId, enterprise },
    at: clock.now(),
    deps: addingOf(client.outbox(), draft.enterpriseId),
  }
  return closeVisit(closing)
}

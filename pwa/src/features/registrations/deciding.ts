/** Finishing an act: number, command and receipt are saved together, or it stays a draft. */
import { ref, type Ref } from 'vue'
import { say } from '@/core/texts'
import { useMayDecide, type Hindered } from '@/features/devices/public'
import { useNumbers, type PickedNumber } from '@/features/numbering/public'
import { receiptSigner } from '@/features/receipts/public'
import { notSavedWords, useClient, type Keeper } from '@/features/replica/public'
import { triageKey } from '@/features/rulebook/public'
import type { Client } from '@/sync/client'
import type { IssueWish, NotIssued, Wish } from '@/sync/issuing'
import { decideWish, type Making } from './act'
import type { RegistrationDraft } from './draft'

export interface Deciding {
  readonly busy: Ref<boolean>
  /** Why it was not saved; the draft stays as it was. */
  readonly trouble: Ref<string>
  /** True once it is safely on this phone. */
  readonly decide: (making: Making, keeper: Keeper<RegistrationDraft>) => Promise<boolean>
}

export function useDeciding(): Deciding {
  const client = useClient()
  const numbers = useNumbers()
  const may = useMayDecide()
  const busy = ref(false)
  const trouble = ref('')

  async function decide(making: Making, keeper: Keeper<RegistrationDraft>): Promise<boolean> {
    busy.value = true
    await keeper.settled()
    const hindered = await authority(making)
    if (hindered !== null) {
      trouble.value = say(authorityWords(hindered))
      busy.value = false
      return false
    }
    keeper.stop()
    const issued = await client.issue(await wishOf(client, making))
    // The draft lives on, so its saving must too.
    if (!issued.ok) keeper.goOn()
    trouble.value = issued.ok ? '' : await hindranceWords(making, issued.reason)
    // The next act here begins from this one's answers; kept once more they would only be older.
    if (issued.ok) await client.dropDraft(triageKey(making.draft.enterpriseId))
    busy.value = false
    return issued.ok
  }

  /** Acts without a number bind nobody by themselves, and need no authority lease. */
  async function authority({ rule, on }: Making): Promise<Hindered | null> {
    if (rule.series === null) return null
    return may.hindrance({ act: rule.act, kind: rule.series, on })
  }

  /** Who reads that the next contact brings numbers may close the app: the wish is kept before. */
  async function hindranceWords({ rule, on }: Making, reason: NotIssued): Promise<string> {
    if (reason !== 'no number') return notSavedWords(reason)
    const asked = rule.series === null ? null : await numbers.ask(rule.series, on)
    if (asked?.ok === false) return notSavedWords(asked.reason)
    return say('registrations.finish.noNumber')
  }

  return { busy, trouble, decide }
}

/** Why this phone may not decide, and what to do about it. */
export function authorityWords(hindered: Hindered): string {
  const told = hindered === 'late' || hindered === 'number' ? hindered : 'none'
  return `registrations.authority.${told}`
}

async function wishOf(client: Client, making: Making): Promise<Wish> {
  const { draft, rule, branchId, on } = making
  if (rule.series === null) return decideWish(making, null)
  const place = { code: draft.enterpriseCode, branchId: branchId ?? '' }
  const signed = rule.receipt ? { signed: await receiptSigner(client, place) } : {}
  const make = ({ leaseId, n, text }: PickedNumber): IssueWish => {
    return { ...decideWish(making, { lease_id: leaseId, n, text }), ...signed }
  }
  return { number: { kind: rule.series, on }, make }
}

/** Finishing an act: it is saved whole on this phone, with its number, or stays a draft. */
import { ref, type Ref } from 'vue'
import { notSavedWords, useClient, type Keeper } from '@/features/replica/public'
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
  const busy = ref(false)
  const trouble = ref('')

  async function decide(making: Making, keeper: Keeper<RegistrationDraft>): Promise<boolean> {
    busy.value = true
    await keeper.settled()
    keeper.stop()
    const issued = await client.issue(decideWish(making, null))
    // The draft lives on, so its saving must too.
    if (!issued.ok) keeper.goOn()
    trouble.value = issued.ok ? '' : notSavedWords(issued.reason)
    busy.value = false
    return issued.ok
  }

  return { busy, trouble, decide }
}

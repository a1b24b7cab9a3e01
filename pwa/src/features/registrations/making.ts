/** What a draft comes to at this moment: regime, rule, gaps and hash, and what is in the way. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { clock } from '@/core/clock'
import { useSession } from '@/features/accounts/public'
import { addingOf } from '@/features/enterprises/public'
import { useOutbox, useTable } from '@/features/replica/public'
import { TOWN } from '@/features/organisation/public'
import { usePacks } from '@/features/rulebook/public'
import { essenceOf, isDecidable, ruleFor, type Making } from './act'
import { cityDay } from '@/features/numbering/public'
import type { RegistrationDraft } from './draft'
import { essenceHash } from './essence'
import { gapsIn, type Lack } from './gaps'
import { gapWords } from './gap-words'
import { regimeOn, type Regime } from './regime'
import { BRANCH_REGIME, REGISTRATION } from './rows'
import { isSecondNotice } from './second-notice'
import { hindrancesOf, type Standing } from './steps'

export interface MakingNow {
  /** Null without the regime's pack on this phone. */
  readonly regime: ComputedRef<Regime | null>
  /** Whether the packs of this phone were looked at yet. */
  readonly isRuled: ComputedRef<boolean>
  readonly making: ComputedRef<Making | null>
  readonly lacks: ComputedRef<readonly Lack[]>
  readonly standing: ComputedRef<Standing>
  readonly hindrances: ComputedRef<ReturnType<typeof hindrancesOf>>
  /** Take the present moment and day anew, as before finishing. */
  readonly refresh: () => void
}

export function useMaking(draft: Ref<RegistrationDraft | null>): MakingNow {
  const session = useSession()
  const outbox = useOutbox()
  const packs = usePacks()
  const choices = useTable(BRANCH_REGIME)
  const acts = useTable(REGISTRATION)
  const at = ref(clock.now())
  const on = computed(() => cityDay(at.value))
  const towns = useTable(TOWN)
  /** The branch in whose town the site is; of an unknown town that of the officer. */
  const branchId = computed(
    () => towns.get(draft.value?.townCode ?? '')?.branch_id ?? session.person?.branch_id ?? null,
  )
  const regime = computed(() =>
    regimeOn(packs.value?.genuine ?? [], choices.all(), branchId.value, on.value),
  )
  const lacks = computed(() => (draft.value?.form ? gapsIn(draft.value.form, on.value) : []))
  const making = computed<Making | null>(() => {
    const rule = draft.value && regime.value ? ruleFor(regime.value, draft.value) : null
    if (draft.value === null || regime.value === null || rule === null) return null
    return {
      ...{ draft: draft.value, regime: regime.value, rule, at: at.value, on: on.value },
      ...{ leadId: session.person?.id ?? '', branchId: branchId.value },
      gaps: draft.value.isNotice ? gapWords(draft.value, lacks.value) : [],
      deps: addingOf(outbox.value, draft.value.enterpriseId),
    }
  })
  const standing = computed(() => ({
    lacks: lacks.value,
    isDecidable: draft.value !== null && isDecidable(draft.value.triaged),
    isSecondNotice: draft.value !== null && isSecondNotice(draft.value, [...acts.all()]),
    essenceHash: making.value === null ? '' : essenceHash(essenceOf(making.value)),
  }))
  return {
    ...{ regime, making, lacks, standing },
    isRuled: computed(() => packs.value !== null),
    hindrances: computed(() =>
      draft.value === null ? [] : hindrancesOf(draft.value, standing.value),
    ),
    refresh: () => {
      at.value = clock.now()
    },
  }
}

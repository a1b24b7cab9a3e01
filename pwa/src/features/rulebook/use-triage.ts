import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { clock } from '@/core/clock'
import type { StorageTrouble } from '@/core/db'
import { isoDay } from '@/core/moments'
import { useClient, useTable } from '@/features/replica/public'
import type { Value } from '@/rules/kernel'
import { triage, type Triage } from '@/rules/triaging'
import { parseAnswers, readAnswers, readValue, triageKey } from './answers'
import type { Answer, KeptAnswer } from './answers'
import { usePacks } from './genuine'
import { rulebookOn, type Rulebook } from './in-force'
import { lastActAt, REGISTRATION_ROW, type LastAct } from './last-act'
import type { PackRow } from './rows'
import { verdictOf, type TriageVerdict } from './triage-verdict'

export interface Triaging {
  readonly state: ComputedRef<'loading' | 'open'>
  readonly rulebook: ComputedRef<Rulebook>
  /** Packs that are not as the bureau published them, and so are not used. */
  readonly spoilt: ComputedRef<readonly PackRow[]>
  readonly answers: ComputedRef<readonly Answer[]>
  /** Null without rules on this phone. */
  readonly stand: ComputedRef<Triage | null>
  readonly verdict: ComputedRef<TriageVerdict | null>
  /** The last act at this enterprise that this phone knows of. */
  readonly lastAct: ComputedRef<LastAct | null>
  /** When the answers were kept with which this began; null where it began anew. */
  readonly restoredAt: Ref<Date | null>
  /** Why the last answer could not be kept; null while all is well. */
  readonly trouble: Ref<StorageTrouble | null>
  readonly answer: (fact: string, value: Value) => Promise<void>
  /** Take an answer back, and what was asked after it: those questions may have hung on it. */
  readonly takeBack: (fact: string) => Promise<void>
  /** Answer what is asked as it was answered at the last act, up to the first new question. */
  readonly takeLast: () => Promise<void>
  readonly discard: () => Promise<void>
}

/** The triage of an enterprise; every answer is kept at once, so it goes on after a kill. */
export function useTriage(enterpriseId: string): Triaging {
  const client = useClient()
  const packs = usePacks()
  const acts = useTable(REGISTRATION_ROW)
  const key = triageKey(enterpriseId)
  const on = isoDay(clock.now())
  const isLoaded = ref(false)
  const trouble = ref<StorageTrouble | null>(null)
  const restoredAt = ref<Date | null>(null)
  const kept = shallowRef<readonly KeptAnswer[]>([])

  const state = computed(() => (isLoaded.value && packs.value !== null ? 'open' : 'loading'))
  const spoilt = computed(() => packs.value?.spoilt ?? [])
  const rulebook = computed(() => rulebookOn(packs.value?.genuine ?? [], on))
  const answers = computed(() => readAnswers(rulebook.value.packs, kept.value))
  const stand = computed(() => standWith(rulebook.value, answers.value))
  const lastAct = computed(() => lastActAt(acts.all(), enterpriseId))
  const verdict = computed(() => {
    const told = { enterpriseId, on, rulebook: rulebook.value, answers: answers.value }
    return stand.value === null ? null : verdictOf(stand.value, told)
  })

  async function keep(next: readonly KeptAnswer[]): Promise<void> {
    kept.value = next
    const saved = await (next.length > 0
      ? client.saveDraft(key, { enterpriseId, answers: next })
      : client.dropDraft(key))
    trouble.value = saved.ok ? null : saved.reason
  }

  void client.loadDrafts().then((drafts) => {
    const draft = drafts.find((one) => one.key === key)
    kept.value = parseAnswers(draft?.value)
    restoredAt.value = draft && kept.value.length > 0 ? new Date(draft.savedAt) : null
    isLoaded.value = true
  })

  return {
    ...{ state, rulebook, spoilt, answers, stand, verdict, lastAct, restoredAt, trouble },
    answer: (fact, value) => keep(withAnswer(answers.value, { fact, value, from: 'asked' })),
    takeBack: (fact) => keep(before(answers.value, fact)),
    takeLast: () => keep(asLastTime(rulebook.value, answers.value, lastAct.value)),
    discard: () => {
      restoredAt.value = null
      return keep([])
    },
  }
}

function standWith({ packs }: Rulebook, answers: readonly Answer[]): Triage | null {
  return triage(packs, new Map(answers.map(({ fact, value }) => [fact, value])))
}

/** A code that was too coarse is asked again, and answered in its place. */
function withAnswer(answers: readonly Answer[], given: Answer): readonly Answer[] {
  return answers.some(({ fact }) => fact === given.fact)
    ? answers.map((held) => (held.fact === given.fact ? given : held))
    : [...answers, given]
}

function before(answers: readonly Answer[], fact: string): readonly Answer[] {
  const at = answers.findIndex((held) => held.fact === fact)
  return at < 0 ? answers : answers.slice(0, at)
}

function asLastTime(
  rulebook: Rulebook,
  answers: readonly Answer[],
  act: LastAct | null,
): readonly Answer[] {
  const fact = standWith(rulebook, answers)?.question?.id ?? null
  if (fact === null || act === null || answers.some((held) => held.fact === fact)) return answers
  const value = readValue(rulebook.packs, fact, act.facts.get(fact))
  if (value === null) return answers
  return asLastTime(rulebook, [...answers, { fact, value, from: 'last' }], act)
}

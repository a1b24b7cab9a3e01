import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

/** As many cards as a cheap phone draws without a pause. */
export const CUT = 50

export interface Cut<T> {
  readonly shown: ComputedRef<readonly T[]>
  /** How many are not shown yet. */
  readonly left: ComputedRef<number>
  readonly more: () => void
}

/** A long list of the phone's own, cut: more of it on demand, and cut anew when `anew` changes. */
export function useCut<T>(list: Ref<readonly T[]>, anew?: Ref<unknown>): Cut<T> {
  const most = ref(CUT)
  if (anew !== undefined) watch(anew, () => (most.value = CUT))
  return {
    shown: computed(() => list.value.slice(0, most.value)),
    left: computed(() => Math.max(0, list.value.length - most.value)),
    more: () => (most.value += CUT),
  }
}

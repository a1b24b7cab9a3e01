import { readonly, ref } from 'vue'

const begun = ref(0)

/** How many visits were begun on this phone and not completed. */
export const unfinished = readonly(begun)

export function noteUnfinished(n: number): void {
  begun.value = n
}

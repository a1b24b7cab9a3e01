import { readonly, ref } from 'vue'

/** none: nobody has answered or failed to since the page was opened. */
export type Contact = 'none' | 'reached' | 'missed'

const latest = ref<Contact>('none')

/** How the latest question to the bureau ended, whoever asked it. */
export const contact = readonly(latest)

export function noteContact(outcome: Exclude<Contact, 'none'>): void {
  latest.value = outcome
}

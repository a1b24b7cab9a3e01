import { learnLate } from '@/core/late-words'
import type { Texts } from '@/core/texts'

const files = import.meta.glob<Texts>('./locales/*.json', { import: 'default' })

/** Take in the words of the page that takes files in. */
export function learnWords(): Promise<void> {
  return learnLate('taking', files)
}

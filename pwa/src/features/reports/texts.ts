import { learnLate } from '@/core/late-words'
import type { Texts } from '@/core/texts'

const files = import.meta.glob<Texts>('./locales/*.json', { import: 'default' })

/** Take in the words of the office's pages. */
export function learnWords(): Promise<void> {
  return learnLate('reports', files)
}

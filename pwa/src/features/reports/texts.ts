import { settings } from '@/core/settings'
import { learn, type Texts } from '@/core/texts'

const files = import.meta.glob<Texts>('./locales/*.json', { import: 'default' })

/** Take in the words of the office's pages before one is shown: phones do not carry them. */
export async function learnWords(): Promise<void> {
  const { locale } = settings
  const words = await files[`./locales/${locale}.json`]?.()
  if (words !== undefined) learn(locale, { reports: words })
}

import { settings } from '@/core/settings'
import { learn, type Texts } from '@/core/texts'

type Files = Record<string, () => Promise<Texts>>

/** Take in the words of pages that phones do not carry, before one of them is shown. */
export async function learnLate(part: string, files: Files): Promise<void> {
  const { locale } = settings
  const words = await files[`./locales/${locale}.json`]?.()
  if (words !== undefined) learn(locale, { [part]: words })
}

import type { Locale } from '@/core/settings'
import { learn, speak, type Texts } from '@/core/texts'

type Loaded = Record<string, Texts>

// Chinese comes with the first load, save for the slices named below: their pages bring their own
// words (texts.ts). The others are fetched when wanted.
const chinese: Loaded = import.meta.glob<Texts>(
  [
    '/src/{app,ui}/locales/zh-CN.json',
    '/src/features/*/locales/zh-CN.json',
    '!/src/features/{audit,cases,devices,enterprises,jurisdiction,messages,numbering,office,organisation,planning,receipts,registrations,reports,reviews,rulebook,vault}/**',
  ],
  { eager: true, import: 'default' },
)
const others = import.meta.glob<Texts>(
  [
    '/src/{app,ui}/locales/{zh-TW,en}.json',
    '/src/features/*/locales/{zh-TW,en}.json',
    '/src/features/accounts/people/locales/{zh-TW,en}.json',
    '!/src/features/reports/**',
  ],
  { import: 'default' },
)

/** Put every slice's texts under the slice's name: `accounts.signIn.title`. */
export function bySlice(files: Loaded): Texts {
  return Object.fromEntries(Object.entries(files).map(([path, words]) => [sliceOf(path), words]))
}

/** Speak a language, fetching its texts where needed; without them the page stays Chinese. */
export async function useLanguage(locale: Locale): Promise<void> {
  learn('zh-CN', bySlice(chinese))
  if (locale !== 'zh-CN') learn(locale, bySlice(await load(locale)))
  speak(locale)
}

async function load(locale: Locale): Promise<Loaded> {
  const wanted = Object.entries(others).filter(([path]) => path.endsWith(`/${locale}.json`))
  return Object.fromEntries(
    await Promise.all(wanted.map(async ([path, read]) => [path, await read()] as const)),
  )
}

function sliceOf(path: string): string {
  return path.split('/').at(-3) ?? path
}

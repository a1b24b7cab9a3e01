import { reactive, readonly } from 'vue'
import { keep, readKept } from '@/core/device-store'
import { fieldsOf, oneOf } from '@/core/shape'

export const textSizes = ['standard', 'large', 'largest'] as const
export const themes = ['standard', 'outdoor'] as const
export const locales = ['zh-CN', 'zh-TW', 'en'] as const

export type TextSize = (typeof textSizes)[number]
export type Theme = (typeof themes)[number]
export type Locale = (typeof locales)[number]

export interface Settings {
  textSize: TextSize
  theme: Theme
  locale: Locale
}

const KEY = 'settings'
const current = reactive<Settings>({ textSize: 'standard', theme: 'standard', locale: 'zh-CN' })

/** How this person likes to read; belongs to the device, not to the account. */
export const settings = readonly(current)

/** Bring back the settings kept in this browser and put them on the page. */
export async function restoreSettings(): Promise<void> {
  Object.assign(current, parseSettings(await readKept(KEY)))
  putOnPage()
}

/** Change some settings, show them at once and keep them. */
export async function changeSettings(changes: Partial<Settings>): Promise<void> {
  Object.assign(current, changes)
  putOnPage()
  await keep(KEY, { ...current })
}

function parseSettings(raw: unknown): Settings {
  const fields = fieldsOf(raw)
  return {
    textSize: oneOf(textSizes, fields.get('textSize')) ?? 'standard',
    theme: oneOf(themes, fields.get('theme')) ?? 'standard',
    locale: oneOf(locales, fields.get('locale')) ?? 'zh-CN',
  }
}

function putOnPage(): void {
  const page = document.documentElement
  page.dataset['textSize'] = current.textSize
  page.dataset['theme'] = current.theme
  page.lang = current.locale
}

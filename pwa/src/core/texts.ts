import { createI18n } from 'vue-i18n'

/** Texts of one language, nested by slice: `accounts.signIn.title`. */
export interface Texts {
  [key: string]: string | Texts
}

export const texts = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: {},
})

/** Take in texts of one language, beside those learnt before. */
export function learn(locale: string, words: Texts): void {
  texts.global.mergeLocaleMessage(locale, words)
}

/** Speak a language that was learnt before. */
export function speak(locale: string): void {
  texts.global.locale.value = locale
}

/** The words for a key outside of components. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  return texts.global.t(key, values)
}

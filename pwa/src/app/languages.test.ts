import { describe, expect, test } from 'vitest'
import { locales } from '@/core/settings'
import { say, type Texts } from '@/core/texts'
import { bySlice, useLanguage } from './languages'

const files = import.meta.glob<Texts>('/src/**/locales/*.json', { eager: true, import: 'default' })
const sources = import.meta.glob<string>(['/src/**/*.{ts,vue}', '!/src/**/*.test.ts'], {
  eager: true,
  query: '?raw',
  import: 'default',
})

function flat(words: Texts, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flat(value, `${prefix}${key}.`),
  )
}

function textsOf(locale: string): Map<string, string> {
  const own = Object.entries(files).filter(([path]) => path.endsWith(`/${locale}.json`))
  return new Map(flat(bySlice(Object.fromEntries(own))))
}

function placeholders(words: string): string[] {
  return (words.match(/\{\w+\}/g) ?? []).sort()
}

describe.each(locales)('the texts in %s', (locale) => {
  const chinese = textsOf('zh-CN')
  const texts = textsOf(locale)

  test('have the same keys as the Chinese ones', () => {
    expect([...texts.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  test('are nowhere empty', () => {
    expect([...texts].filter(([, words]) => words.trim() === '')).toEqual([])
  })

  test('name the same values as the Chinese ones', () => {
    const different = [...texts].filter(
      ([key, words]) => placeholders(words).join() !== placeholders(chinese.get(key) ?? '').join(),
    )

    expect(different).toEqual([])
  })
})

test('every text that a page asks for is there', () => {
  const known = textsOf('zh-CN')
  const asked = Object.entries(sources).flatMap(([path, source]) =>
    [...source.matchAll(/\b(?:t|say)\(\s*'([\w.-]+)'/g)].map((match) => [path, match[1] ?? '']),
  )

  expect(asked.length).toBeGreaterThan(50)
  expect(asked.filter(([, key]) => !known.has(key ?? ''))).toEqual([])
})

test('words that come with their pages are asked for by no other slice, which may be shown first', () => {
  const [, named = ''] =
    /!\/src\/features\/\{([\w,]+)\}/.exec(sources['/src/app/languages.ts'] ?? '') ?? []
  const brought = named.split(',')
  const asked = Object.entries(sources).flatMap(([path, source]) =>
    [...source.matchAll(/\b(?:t|say)\(\s*'(\w+)\.[\w.-]+'/g)].map(
      (match) => `${path}: ${match[1]}`,
    ),
  )
  const foreign = asked.filter((line) =>
    // The pieces of a desk are part of the page that asks for their words.
    brought.some(
      (slice) => slice !== 'office' && line.endsWith(`: ${slice}`) && !line.includes(`/${slice}/`),
    ),
  )

  expect(brought.length).toBeGreaterThan(10)
  expect(foreign).toEqual([])
})

test('a language is fetched when it is wanted, and Chinese comes back at once', async () => {
  await useLanguage('en')
  expect(say('accounts.signIn.submit')).toBe('Sign in')

  await useLanguage('zh-CN')
  expect(say('accounts.signIn.submit')).toBe('登录')
})

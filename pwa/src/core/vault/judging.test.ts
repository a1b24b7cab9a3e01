import { describe, expect, test } from 'vitest'
import { judge, LEAST_GUESSES } from './judging'
import { suggested, SYLLABLES } from './suggesting'

describe('a passphrase', () => {
  test.each([
    ['12345678', 'short'],
    ['135790', 'short'],
    ['1234567890', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['shangmenban', 'common'],
    ['doorstep2026', 'common'],
    ['password123', 'common'],
    ['19900101chen', 'weak'],
    ['陈志强', 'short'],
    ['qwertyuiopasdf', 'weak'],
  ])('like %s is judged %s', async (passphrase, judgement) => {
    const said = await judge(passphrase, ['陈志强', 'chen'])

    expect(said === judgement || (judgement === 'weak' && said === 'common')).toBe(true)
  })

  test.each(['三只蓝色的鲸鱼爱吃绿豆糕和饼', 'k7mq-x3vd-h2rt', 'juzi huoche yusan 47 shafa'])(
    'like %s is good enough',
    async (passphrase) => {
      expect(await judge(passphrase, [])).toBe('good')
    },
  )
})

test('a suggested one is drawn out of more than 2^40, each part as likely as any other', () => {
  expect(new Set(SYLLABLES).size).toBe(256)
  const drawn = Array.from({ length: 200 }, suggested)

  expect(new Set(drawn).size).toBe(200)
  for (const one of drawn) {
    const parts = one.split('-')
    expect(parts.every((part) => SYLLABLES.includes(part))).toBe(true)
    expect(256 ** parts.length).toBeGreaterThan(LEAST_GUESSES)
  }
})

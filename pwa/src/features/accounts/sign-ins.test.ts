import { describe, expect, test } from 'vitest'
import { browserIn } from './sign-ins'

describe('the name of a browser', () => {
  test.each([
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36',
      { machine: 'Android', program: 'Chrome' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
      { machine: 'iPhone', program: 'Safari' },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/156.0 Safari/537.36 Edg/156.0',
      { machine: 'Windows', program: 'Edge' },
    ],
    [
      'Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/114 HuaweiBrowser/15 Mobile Safari/537.36',
      { machine: 'HarmonyOS', program: '华为浏览器' },
    ],
    ['', { machine: '', program: '' }],
  ])('is read from %s', (userAgent, expected) => {
    expect(browserIn(userAgent)).toEqual(expected)
  })
})

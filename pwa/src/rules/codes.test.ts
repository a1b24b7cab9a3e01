import { describe, expect, test } from 'vitest'
import { codeInLicence, readCode } from './codes'

const GOOD = '91441900198020532E'

function whyOf(text: string): string {
  const code = readCode(text)
  return code.ok ? 'none' : code.fault.why
}

describe('a credit code', () => {
  test.each([GOOD, '91110000600037341L', '91441900MA5372707M', 'N2441900MF1234567E'])(
    '%s is good',
    (text) => {
      expect(readCode(text)).toEqual({ ok: true, text, kind: 'uscc' })
    },
  )

  test('is read through full-width letters, lower case and spaces', () => {
    expect(readCode('９１４４１９００ 198020532e ')).toMatchObject({ ok: true, text: GOOD })
  })

  test('with one wrong last character says that the outer check digit is wrong', () => {
    expect(whyOf('91441900198020532F')).toBe('outer')
  })

  test('with a wrong organisation code inside says so, also when the outer digit fits', () => {
    expect(whyOf('914419001980205381')).toBe('inner')
  })

  test('with a swapped digit fails on both', () => {
    expect(whyOf('91441900198020523E')).toBe('both')
  })

  test('with a forbidden letter names its place and what was probably meant', () => {
    expect(readCode('9144190019802O532E')).toMatchObject({
      fault: { why: 'lookalike', place: 14, letter: 'O', meant: '0' },
    })
  })

  test('with letters where the region stands is refused', () => {
    expect(whyOf('91A41900198020532E')).toBe('region')
  })

  test('of a wrong length says how long it is', () => {
    expect(readCode('91441900')).toMatchObject({ fault: { why: 'length', length: 8 } })
  })
})

describe('the forerunners', () => {
  test.each([
    ['440301103097413', 'legacy15'],
    ['198020532', 'org9'],
    ['19802053-2', 'org9'],
  ])('%s is a %s', (text, kind) => {
    expect(readCode(text)).toMatchObject({ ok: true, kind })
  })

  test('with wrong check digits are refused', () => {
    expect(whyOf('440301103097414')).toBe('check15')
    expect(whyOf('198020531')).toBe('check9')
  })
})

describe('the QR code of a licence', () => {
  test('gives the code after uniscid=', () => {
    const text = `https://www.gsxt.gov.cn/index.html?uniscid=${GOOD.toLowerCase()}&x=1`

    expect(codeInLicence(text)).toMatchObject({ ok: true, text: GOOD })
  })

  test('with a damaged code says so', () => {
    expect(codeInLicence('http://x/?uniscid=91441900198020532F')).toMatchObject({ ok: false })
  })

  test.each([
    ['with words around it', `名称：某某公司，代码：${GOOD}，类型：有限责任公司`],
    ['with spaces inside', `统一社会信用代码 ${GOOD.slice(0, 8)} ${GOOD.slice(8)} 法定代表人`],
    ['run together with a number', `2019${GOOD}`],
  ])('is found in pasted text %s', (_, text) => {
    expect(codeInLicence(text)).toMatchObject({ ok: true, text: GOOD })
  })

  test('is not made out of letters whose check digits are wrong', () => {
    expect(codeInLicence('代码：91441900198020532F')).toBeNull()
  })

  test('of something else is none', () => {
    expect(codeInLicence('https://example.org/')).toBeNull()
  })
})

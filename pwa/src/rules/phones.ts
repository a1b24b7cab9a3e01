/** Telephone numbers as people write them: which can be called, and how they are dialled. */

const BETWEEN = /[、，,；;/]|\s{2,}/
const NOT_DIALLED = /[\s()（）—–-]/g
const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^(?:0\d{2,3})?[2-9]\d{6,7}$/
const SERVICE = /^[48]00\d{7}$/
const COUNTRY = /^(?:\+|00)?86(?=1[3-9]|0)/
const EXTENSION = /(?:转|-|ext\.?)\s*\d{1,5}$/i

/** The digits to dial of the first number in the text; null unless all in it are numbers. */
export function dialled(written: string): string | null {
  const numbers = written
    .normalize('NFKC')
    .split(BETWEEN)
    .filter((part) => part.trim() !== '')
  const read = numbers.map(numberIn)
  return read.every((number) => number !== null) ? (read[0] ?? null) : null
}

function numberIn(written: string): string | null {
  const whole = digitsOf(written)
  if (isNumber(whole)) return whole
  const before = digitsOf(written.trim().replace(EXTENSION, ''))
  return isNumber(before) ? before : null
}

function digitsOf(written: string): string {
  return written.replace(NOT_DIALLED, '').replace(COUNTRY, '')
}

function isNumber(digits: string): boolean {
  return MOBILE.test(digits) || LANDLINE.test(digits) || SERVICE.test(digits)
}

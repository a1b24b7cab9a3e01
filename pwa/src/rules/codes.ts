/**
 * Credit codes and their two forerunners: what they are, and what is wrong with a wrong one.
 * GB 32100-2015 (18 characters with a GB 11714 code inside), the 15-digit registration number of
 * before 2015 and the bare 9-character organisation code.
 */
export type CodeKind = 'uscc' | 'legacy15' | 'org9'

export type CodeFault =
  | { readonly why: 'length'; readonly length: number }
  | { readonly why: 'letter'; readonly place: number; readonly letter: string }
  | {
      readonly why: 'lookalike'
      readonly place: number
      readonly letter: string
      readonly meant: string
    }
  | {
      readonly why:
        'empty' | 'region' | 'inner' | 'outer' | 'both' | 'digits' | 'check15' | 'check9' | 'form9'
    }

export type ReadCode =
  | { readonly ok: true; readonly text: string; readonly kind: CodeKind }
  | { readonly ok: false; readonly text: string; readonly fault: CodeFault }

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const NOT_IN_ALPHABET = new RegExp(`[^${ALPHABET}]`)
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const LOOKALIKES = new Map([
  ['I', '1'],
  ['O', '0'],
  ['Z', '2'],
  ['S', '5'],
  ['V', 'U / Y'],
])
const INVISIBLE = /[\s\u200b-\u200f\u2060\ufeff]+/g
const DASHES = /[‐‑‒–—―−]/g
const ORG_HYPHEN = /^([0-9A-Z]{8})-([0-9A-Z])$/
const IN_LICENCE = /uniscid=([0-9A-Z]+)/
const LETTERS = /[0-9A-Z]{18,}/g

/** Read a code as people write it: full-width, lower case, with spaces or a hyphen. */
export function readCode(written: string): ReadCode {
  const text = tidyCode(written)
  if (text.length === 18) return judged(text, 'uscc', usccFault(text))
  if (text.length === 15) return judged(text, 'legacy15', legacyFault(text))
  if (text.length === 9) return judged(text, 'org9', orgFault(text))
  const fault: CodeFault = text === '' ? { why: 'empty' } : { why: 'length', length: text.length }
  return { ok: false, text, fault }
}

/**
 * The credit code in the text of a licence: after `uniscid=` as in its QR code, else the first 18
 * characters whose two check digits are right. Null where there is none.
 */
export function codeInLicence(text: string): ReadCode | null {
  const plain = tidyCode(text)
  const found = IN_LICENCE.exec(plain.replace(/UNISCID/g, 'uniscid'))
  return found?.[1] === undefined ? validIn(plain) : readCode(found[1])
}

/** The organisation code of before 2015, which stands inside the credit code of its enterprise. */
export function holdsOrgCode(uscc: string, org9: string): boolean {
  return uscc.length === 18 && uscc.slice(8, 17) === org9
}

function validIn(plain: string): ReadCode | null {
  for (const { 0: run } of plain.matchAll(LETTERS)) {
    for (let at = 0; at + 18 <= run.length; at += 1) {
      const read = readCode(run.slice(at, at + 18))
      if (read.ok) return read
    }
  }
  return null
}

/** The text in upper-case half-width without spaces, right or wrong as it is. */
export function tidyCode(written: string): string {
  const plain = written.normalize('NFKC').replace(DASHES, '-').toUpperCase()
  return plain.replace(INVISIBLE, '').replace(/^'+/, '').replace(ORG_HYPHEN, '$1$2')
}

function judged(text: string, kind: CodeKind, fault: CodeFault | null): ReadCode {
  return fault === null ? { ok: true, text, kind } : { ok: false, text, fault }
}

function usccFault(code: string): CodeFault | null {
  const place = code.search(NOT_IN_ALPHABET)
  if (place >= 0) return forbidden(code.charAt(place), place + 1)
  if (!/^\d{6}$/.test(code.slice(2, 8))) return { why: 'region' }

  const inner = code.charAt(16) === orgCheck(code.slice(8, 16))
  const outer = code.charAt(17) === usccCheck(code.slice(0, 17))
  if (inner && outer) return null
  if (!inner && !outer) return { why: 'both' }
  return { why: inner ? 'outer' : 'inner' }
}

function forbidden(letter: string, place: number): CodeFault {
  const meant = LOOKALIKES.get(letter)
  return meant === undefined
    ? { why: 'letter', place, letter }
    : { why: 'lookalike', place, letter, meant }
}

function legacyFault(code: string): CodeFault | null {
  if (!/^\d{15}$/.test(code)) return { why: 'digits' }
  return code.charAt(14) === legacyCheck(code.slice(0, 14)) ? null : { why: 'check15' }
}

function orgFault(code: string): CodeFault | null {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return { why: 'form9' }
  return code.charAt(8) === orgCheck(code.slice(0, 8)) ? null : { why: 'check9' }
}

/** The 18th character that GB 32100 gives to the first seventeen. */
function usccCheck(first17: string): string {
  let [sum, weight] = [0, 1]
  for (const letter of first17) {
    sum += ALPHABET.indexOf(letter) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/** The 9th character that GB 11714 gives to the first eight. */
function orgCheck(first8: string): string {
  const sum = ORG_WEIGHTS.reduce(
    (all, weight, n) => all + parseInt(first8.charAt(n), 36) * weight,
    0,
  )
  return '0123456789X'.charAt((11 - (sum % 11)) % 11)
}

/** The 15th digit of a registration number (ISO 7064 mod 11,10). */
function legacyCheck(first14: string): string {
  let product = 10
  for (const digit of first14) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return String((11 - product) % 10)
}

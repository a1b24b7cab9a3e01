/** Amounts as officers write them and as they are signed: 万元 on the screen, whole yuan kept. */
const WAN = /^(\d{1,9})(?:\.(\d{1,4}))?$/
const WHOLE = /^\d{1,9}$/
const YUAN_DIGITS = 4

/** The yuan of an amount in 万元; null where it is no amount or finer than a yuan. */
export function yuanOf(written: string): number | null {
  const [, whole, part = ''] = WAN.exec(plain(written)) ?? []
  return whole === undefined ? null : Number(whole + part.padEnd(YUAN_DIGITS, '0'))
}

/** An amount of yuan as it is written in 万元: 125000 is 12.5. */
export function wanOf(yuan: number): string {
  const digits = String(yuan).padStart(YUAN_DIGITS + 1, '0')
  const part = digits.slice(-YUAN_DIGITS).replace(/0+$/, '')
  const whole = digits.slice(0, -YUAN_DIGITS)
  return part === '' ? whole : `${whole}.${part}`
}

export function wholeOf(written: string): number | null {
  return WHOLE.test(plain(written)) ? Number(plain(written)) : null
}

/** Full-width digits and spaces are how some keyboards write. */
function plain(written: string): string {
  return written.normalize('NFKC').trim()
}

/** The six words by which a person compares phone and desk; server/features/devices/six_words.py. */
import { hexOf, type PublicJwk } from '@/core/device-key'

const WORDS = 6
const BITS_EACH = 10
const FIRST = Array.from('红黄蓝绿白黑金银大小高长圆方新老快慢轻重冷热甜苦香软硬亮静远深胖')
const SECOND = Array.from('山水云雨风雪花草树鸟鱼马牛羊猫狗虎兔船车桥门灯书笔伞鼓钟碗茶米糖')

/** Of the phone's whole key and the code that it used: 60 bits of a SHA-256. */
export async function sixWords(code: string, device: string, jwk: PublicJwk): Promise<string[]> {
  const codeHash = hexOf(await sha256(tidyCode(code)))
  const said = `doorstep-enrolment-words-v1\n${codeHash}\n${device}\n${jwk.x}\n${jwk.y}`
  const number = BigInt(`0x${hexOf(await sha256(said))}`) >> BigInt(256 - WORDS * BITS_EACH)
  return Array.from({ length: WORDS }, (_, place) => {
    const chosen = Number((number >> BigInt(BITS_EACH * (WORDS - 1 - place))) & 1023n)
    return `${FIRST[chosen >> 5] ?? ''}${SECOND[chosen & 31] ?? ''}`
  })
}

/** A code as it was made: without the sign of its QR, its groups, and what is taken for 0 and 1. */
export function tidyCode(code: string): string {
  const letters = code
    .trim()
    .replace(/^DE1:/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  return letters.replaceAll('o', '0').replace(/[il]/g, '1')
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

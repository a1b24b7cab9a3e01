/**
 * SHA-256 of texts that fit into one block, eight bytes of it. Every row of a phone is hashed at
 * each start: without an object, a copy or a bigint per row that takes a fifth of the time that a
 * general library needs.
 */

const ROUNDS = 64
/** What fits into a block of 64 bytes beside the end mark and the length. */
const MOST = 55
const ASCII = 0x7f

const schedule = new Int32Array(ROUNDS)
const state = new Int32Array(8)
const primes = firstPrimes(ROUNDS)
/** FIPS 180-4 §4.2.2 and §5.3.3: the first 32 bits of the fractions of these roots. */
const constants = Int32Array.from(primes, (prime) => fractionOf(Math.cbrt(prime)))
const start = Int32Array.from(primes.slice(0, state.length), (prime) =>
  fractionOf(Math.sqrt(prime)),
)

/** Where `shortHash` leaves the first eight bytes, big-endian. */
export interface Halves {
  high: number
  low: number
}

/** Returns false, and leaves `into` alone, when the text is too long or not plain ASCII. */
export function shortHash(text: string, into: Halves): boolean {
  if (!filled(text)) return false
  spread()
  state.set(start)
  mix()
  into.high = at(state, 0) >>> 0
  into.low = at(state, 1) >>> 0
  return true
}

function filled(text: string): boolean {
  const { length } = text
  if (length > MOST) return false
  schedule.fill(0, 0, 16)
  for (let n = 0; n < length; n += 1) {
    const code = text.charCodeAt(n)
    if (code > ASCII) return false
    schedule[n >> 2] = at(schedule, n >> 2) | (code << (24 - 8 * (n & 3)))
  }
  schedule[length >> 2] = at(schedule, length >> 2) | (0x80 << (24 - 8 * (length & 3)))
  schedule[15] = length * 8
  return true
}

function spread(): void {
  for (let n = 16; n < ROUNDS; n += 1) {
    const [early, late] = [at(schedule, n - 15), at(schedule, n - 2)]
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    schedule[n] = (at(schedule, n - 16) + first + at(schedule, n - 7) + second) | 0
  }
}

function mix(): void {
  let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)]
  let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)]
  for (let n = 0; n < ROUNDS; n += 1) {
    const chosen = (e & f) ^ (~e & g)
    const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const one = (h + high + chosen + at(constants, n) + at(schedule, n)) | 0
    const most = (a & b) ^ (a & c) ^ (b & c)
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  // Only the first two words are asked for.
  state[0] = (at(state, 0) + a) | 0
  state[1] = (at(state, 1) + b) | 0
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** All places asked for exist. */
function at(words: Int32Array, place: number): number {
  return words[place] ?? 0
}

function fractionOf(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0
}

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((prime) => n % prime !== 0)) found.push(n)
  }
  return found
}

import { clock } from '@/core/clock'

const TIME_BYTES = 6

/** Make a UUIDv7: sortable by the millisecond at which it was made. */
export function uuid7(
  now: Date = clock.now(),
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(16)),
): string {
  const bytes = Uint8Array.from(random)
  let rest = now.getTime()
  for (let i = TIME_BYTES - 1; i >= 0; i -= 1) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return grouped(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
}

function grouped(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

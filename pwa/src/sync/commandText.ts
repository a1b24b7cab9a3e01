/** The exact text of a command (docs/protocol.md §2), made once when the person decides. */
import type { Chain } from '@/sync/store'

/** What a feature asks for. */
export interface CommandWish {
  readonly name: string
  readonly version?: number
  readonly entity: string
  readonly args: Readonly<Record<string, unknown>>
  readonly baseVer?: number
  /** The earlier command of this phone whose outcome this one changes. */
  readonly baseCommand?: string
  readonly deps?: readonly string[]
  readonly blobs?: readonly string[]
}

export interface Stamp {
  readonly id: string
  readonly at: Date
  readonly serverOffsetMs: number | null
}

/** Write the command that stands next in the chain. */
export function commandText(wish: CommandWish, stamp: Stamp, chain: Chain): string {
  return JSON.stringify({
    v: 1,
    seq: chain.nextSeq,
    id: stamp.id,
    name: wish.name,
    version: wish.version ?? 1,
    entity: wish.entity,
    base_ver: wish.baseVer ?? null,
    base_command: wish.baseCommand ?? null,
    args: wish.args,
    deps: wish.deps ?? [],
    blobs: wish.blobs ?? [],
    device_time: withZone(stamp.at),
    server_offset_ms: stamp.serverOffsetMs,
    prev_hash: chain.head,
  })
}

const MS_PER_MINUTE = 60_000
const MINUTES_PER_HOUR = 60

/** ISO 8601 with the zone of this phone, as evidence of what its clock showed. */
export function withZone(at: Date): string {
  const minutes = -at.getTimezoneOffset()
  const local = new Date(at.getTime() + minutes * MS_PER_MINUTE).toISOString().slice(0, -1)
  const [hours, rest] = [Math.abs(minutes) / MINUTES_PER_HOUR, Math.abs(minutes) % MINUTES_PER_HOUR]
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(hours))}:${pad(rest)}`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}

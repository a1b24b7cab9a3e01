/** Answers as the phone gets them, and what the way does to parcels. */
import type { Answer, Carry, Parcel, Refused } from '@/core/http'
import type { Reply } from '@/sync/testing/uploads'
import { Denied } from '@/sync/testing/wire'

/**
 * cut: half of what was sent arrives, of JSON nothing · spoil: bytes change on the way. Neither is
 * a refusal of the bureau's.
 */
export type Slip = 'ok' | 'drop request' | 'drop response' | 'duplicate' | 'cut' | 'spoil'

export const UNREACHED = { ok: false, kind: 'network' } as const

export async function onTheWay(parcel: Parcel, slip: Slip): Promise<Parcel> {
  if (parcel.body === undefined) return parcel
  if (slip === 'cut') return { ...parcel, body: parcel.body.slice(0, parcel.body.size / 2) }
  if (slip !== 'spoil') return parcel
  const bytes = new Uint8Array(await parcel.body.arrayBuffer())
  return { ...parcel, body: new Blob([bytes.map((byte) => byte ^ 1)]) }
}

export function delivered({ status, headers, code }: Reply): Awaited<ReturnType<Carry>> {
  if (status < 400) return { ok: true, status, header: (name) => headers[name] ?? null }
  const answer = refusal(status, null)
  return code === undefined ? answer : { ...answer, problem: { ...answer.problem, code } }
}

/** The answer of the bureau in memory, or its refusal. */
export function answered<T>(answer: () => T): Answer<T> {
  try {
    return { ok: true, value: answer(), status: 200 }
  } catch (error) {
    if (error instanceof Denied) return refusal(error.status, null, error.code)
    throw error
  }
}

export function accepted(value: unknown): Answer<unknown> {
  return { ok: true, value, status: 200 }
}

export function refusal(status: number, retryAfter: number | null, code = `${status}.00`): Refused {
  const problem = { code, title: '不行', detail: `因为 ${status}` }
  return { ok: false, kind: 'refused', status, problem, retryAfter }
}

/** The same as it comes over the wire. */
export function copied(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** Telling the bureau this phone's key, beside all work and whenever there is contact. */
import { deviceKey, nextKey, type DeviceKey } from '@/core/device-key'
import { request, type Request } from '@/core/http'
import type { Client } from '@/sync/client'
import { DEVICE_KEY } from './rows'

/** known: the bureau has it · told: it just took it · later: no answer came · refused: not so ·
 * unenrolled: the desk must enrol this phone first. */
export type Registered = 'known' | 'told' | 'later' | 'refused' | 'unenrolled'

export const NOT_ENROLLED = '403.235'

type Parts = Pick<Client, 'device' | 'replica'>

/**
 * Register the key of this phone unless the bureau's rows have it. A revoked one is followed by the
 * next, which the bureau takes only after a new sign-in. `anew`: whatever the rows say, as the bureau
 * does not know what this phone signs by.
 */
export async function registerKey(
  { device, replica }: Parts,
  ask: Request = request,
  { anew = false } = {},
): Promise<Registered> {
  const own = await deviceKey(device)
  const row = replica.table(DEVICE_KEY).confirmed(own.kid)
  if (row === undefined || (anew && row.revoked_at === null)) return told(device, own, ask)
  if (row.revoked_at === null) return 'known'

  const next = await nextKey(device)
  const outcome = await told(device, next.key, ask)
  if (outcome === 'told') await next.take()
  return outcome
}

async function told(device: string, key: DeviceKey, ask: Request): Promise<Registered> {
  const proof = await key.sign(
    new TextEncoder().encode(`doorstep-device-key-v1\n${device}\n${key.kid}`),
  )
  const body = { device, jwk: { ...key.publicJwk }, proof: base64Url(proof) }
  const answer = await ask('POST', '/api/devices/key', body)
  if (answer.ok) return 'told'
  if (answer.kind === 'refused' && answer.problem.code === NOT_ENROLLED) return 'unenrolled'
  return answer.kind === 'refused' && answer.status < 500 && answer.status !== 401
    ? 'refused'
    : 'later'
}

export function base64Url(bytes: Uint8Array): string {
  const plain = btoa(String.fromCharCode(...bytes))
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

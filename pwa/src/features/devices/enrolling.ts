/** Enrolling this phone by a code that the desk shows (docs/devices.md §7). */
import { deviceKey, nextKey, type DeviceKey } from '@/core/device-key'
import { request, type Answer, type Request } from '@/core/http'
import { wire } from '@/core/wire'
import type { Client } from '@/sync/client'
import { base64Url } from './registering'
import { DEVICE_KEY } from './rows'
import { sixWords, tidyCode } from './six-words'

/** One attempt: its code, the key that is told, and the words to compare. */
export interface Attempt {
  readonly code: string
  readonly key: DeviceKey
  readonly words: readonly string[]
  /** Go by the key from now on, where it is another one than before. */
  readonly take: () => Promise<void>
}

type Parts = Pick<Client, 'device' | 'replica'>

/** Begin with a code that was scanned or typed; a revoked key is followed by the next. */
export async function beginAttempt({ device, replica }: Parts, text: string): Promise<Attempt> {
  const code = tidyCode(text)
  const own = await deviceKey(device)
  const isRevoked = (replica.table(DEVICE_KEY).confirmed(own.kid)?.revoked_at ?? null) !== null
  const { key, take } = isRevoked
    ? await nextKey(device)
    : { key: own, take: () => Promise.resolve() }
  return { code, key, take, words: await sixWords(code, device, key.publicJwk) }
}

/** Use the code, or hear what became of it: `asked` until the desk has compared the words. */
export async function askOnce(
  device: string,
  { code, key, take }: Attempt,
  ask: Request = request,
): Promise<Answer<string>> {
  const said = `doorstep-enrolment-v1\n${code}\n${device}\n${key.kid}`
  const proof = base64Url(await key.sign(new TextEncoder().encode(said)))
  const body = { code, device, jwk: { ...key.publicJwk }, proof }
  const answer = await ask('POST', '/api/devices/enrol', body)
  if (!answer.ok) return answer

  const state = wire('EnrolmentOut', answer.value).text('state')
  if (state === 'confirmed') await take()
  return { ...answer, value: state }
}

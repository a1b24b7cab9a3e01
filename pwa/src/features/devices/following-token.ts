/** The session's token is followed by the next one, signed with this phone's key (docs/devices.md §3). */
import { keyHere, type DeviceKey } from '@/core/device-key'
import { request, type Request } from '@/core/http'
import { lockState } from '@/core/vault/lock'
import { wire } from '@/core/wire'
import { base64Url } from './registering'

const PATH = '/api/session/rotation'
const TRIES = 2
let running: Promise<boolean> | null = null

/**
 * Ask what is due and sign it; returns whether the session may go on. Without an open vault there is
 * no key, and nothing is asked.
 */
export function followToken(ask: Request = request): Promise<boolean> {
  if (lockState.value !== 'open') return Promise.resolve(false)
  running ??= follow(ask).finally(() => {
    running = null
  })
  return running
}

async function follow(ask: Request): Promise<boolean> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await ask('GET', PATH)
    if (!answer.ok) return false
    const due = wire('RotationOut', answer.value)
    const [nonce, device] = [due.textOrNull('nonce'), due.textOrNull('device')]
    if (nonce === null || device === null) return true

    const key = await keyHere(device)
    if (key === null) return false
    // Refused: another tab was quicker, and there is another token by now. Or the key is not known.
    if ((await ask('PUT', PATH, { signature: await signed(key, device, nonce) })).ok) return true
  }
  return false
}

async function signed(key: DeviceKey, device: string, nonce: string): Promise<string> {
  const text = new TextEncoder().encode(`doorstep-session-v1\n${device}\n${nonce}`)
  return base64Url(await key.sign(text))
}

/** An authenticator as WebAuthn describes it, without a phone: a secret for each passkey. */
import type { Authenticator, Denial, Owner, Question } from '../authenticator'
import type { Bytes } from '../seals'

const BYTES = 32

export class PhoneInMemory implements Authenticator {
  /** Set to have it deny what it is asked from now on. */
  denies: Denial | null = null
  /** What it answered, of which nothing may be kept. */
  readonly answers: Bytes[] = []
  private readonly passkeys = new Map<string, { owner: string; secret: CryptoKey }>()

  get count(): number {
    return this.passkeys.size
  }

  async make({ id: owner }: Owner): Promise<Bytes | Denial> {
    if (this.denies === 'refused') return this.denies
    for (const [credential, passkey] of this.passkeys)
      if (passkey.owner === owner) this.passkeys.delete(credential)
    const credential = crypto.getRandomValues(new Uint8Array(BYTES))
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const raw = crypto.getRandomValues(new Uint8Array(BYTES))
    const secret = await crypto.subtle.importKey('raw', raw, hmac, false, ['sign'])
    this.passkeys.set(credential.toString(), { owner, secret })
    return credential
  }

  async answer({ credential, input }: Question): Promise<Bytes | Denial> {
    const passkey = this.passkeys.get(credential.toString())
    if (this.denies !== null || passkey === undefined) return this.denies ?? 'refused'
    const answer = new Uint8Array(await crypto.subtle.sign('HMAC', passkey.secret, input))
    this.answers.push(answer.slice())
    return answer
  }

  disown(credential: Bytes): Promise<void> {
    this.passkeys.delete(credential.toString())
    return Promise.resolve()
  }
}

/** The passkeys of this phone: fingerprint, face or screen lock, asked through WebAuthn (docs/vault.md §6). */
import { base64url } from 'jose'
import type { Bytes } from './seals'

/** refused: cancelled, too late or not recognised · unable: this phone's passkeys give no secret. */
export type Denial = 'refused' | 'unable'

/** Whose passkey is made; the phone shows the name when it asks. */
export interface Owner {
  readonly id: string
  readonly name: string
}

export interface Question {
  readonly credential: Bytes
  readonly input: Bytes
}

export interface Authenticator {
  /** Make a passkey in the place of an earlier one of the same owner; gives its id. */
  make(owner: Owner): Promise<Bytes | Denial>
  /** Give what this passkey alone answers to this input: 32 bytes, always the same. */
  answer(question: Question, signal?: AbortSignal): Promise<Bytes | Denial>
  /** Tell the phone that a passkey opens nothing any more. */
  disown(credential: Bytes): Promise<void>
}

const TIMEOUT_MS = 60_000
const CHALLENGE_BYTES = 32
/** ES256 and RS256, the two that every phone has; nobody looks at the signatures. */
const ALGORITHMS = [-7, -257]

/** Whether this browser says itself that it has passkeys with a secret, and this address may. */
export async function offersPasskeys(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined' || isNumeric(location.hostname)) return false
  if (!('getClientCapabilities' in PublicKeyCredential)) return false
  const can = await PublicKeyCredential.getClientCapabilities()
  return can['extension:prf'] === true && can['userVerifyingPlatformAuthenticator'] === true
}

export const thisPhone: Authenticator = {
  async make({ id, name }) {
    const made = await asked(() =>
      navigator.credentials.create({
        publicKey: {
          rp: { id: location.hostname, name },
          user: { id: new TextEncoder().encode(id), name, displayName: name },
          challenge: challenge(),
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
          authenticatorSelection: {
            authenticatorAttachment: 'platform',
            // On Android only what can be found again has the secret.
            residentKey: 'required',
            userVerification: 'required',
          },
          timeout: TIMEOUT_MS,
          extensions: { prf: {} },
        },
      }),
    )
    if (made === null) return 'refused'
    if (made.getClientExtensionResults().prf?.enabled === true) return new Uint8Array(made.rawId)
    await thisPhone.disown(new Uint8Array(made.rawId))
    return 'unable'
  },

  async answer({ credential, input }, signal) {
    const given = await asked(() =>
      navigator.credentials.get({
        ...(signal && { signal }),
        publicKey: {
          rpId: location.hostname,
          challenge: challenge(),
          allowCredentials: [{ type: 'public-key', id: credential, transports: ['internal'] }],
          userVerification: 'required',
          timeout: TIMEOUT_MS,
          extensions: { prf: { eval: { first: input } } },
        },
      }),
    )
    if (given === null) return 'refused'
    const secret = given.getClientExtensionResults().prf?.results?.first
    return secret === undefined ? 'unable' : bytesOf(secret)
  },

  async disown(credential) {
    if (!('signalUnknownCredential' in PublicKeyCredential)) return
    const credentialId = base64url.encode(credential)
    const rpId = location.hostname
    // A courtesy: without the wrap beside it the passkey opens nothing.
    await PublicKeyCredential.signalUnknownCredential({ rpId, credentialId }).catch(() => undefined)
  },
}

/** Null when the person or the phone said no; browsers tell these apart in no reliable way. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    const credential = await ask()
    return credential instanceof PublicKeyCredential ? credential : null
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** Nobody else judges the answer: what it proves is that the box opens. */
function challenge(): Bytes {
  return crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES))
}

function bytesOf(source: BufferSource): Bytes {
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
}

/** Passkeys belong to a name; an address in numbers has none. */
function isNumeric(host: string): boolean {
  return /^[\d.]+$|:/.test(host)
}

/** Sealing to the bureau: what only it can open, whatever becomes of passphrase and phone. */
import { CompactEncrypt, importJWK } from 'jose'
import { keyFrom, sealed, type Bytes } from './seals'

/** Gives a JWE compact (RFC 7516: ECDH-ES, A256GCM) of at most 64 KB. */
export type ToBureau = (plain: Bytes) => Promise<string>

/** A box whose own key is sealed to the bureau. */
export interface BureauBox {
  readonly key: string
  readonly box: Bytes
}

const KEY_BYTES = 32

/** Seal to a public key of the bureau. */
export function sealerTo({ kty = '', crv = '', x = '', y = '' }: JsonWebKey): ToBureau {
  const importing = importJWK({ kty, crv, x, y }, 'ECDH-ES')
  return async (plain) =>
    new CompactEncrypt(plain)
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(await importing)
}

/** Seal bytes of any length, bound to what they are. */
export async function boxToBureau(
  toBureau: ToBureau,
  bond: string,
  plain: Bytes,
): Promise<BureauBox> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const box = await sealed(await keyFrom(raw), new TextEncoder().encode(bond), plain)
  return { key: await toBureau(raw), box }
}

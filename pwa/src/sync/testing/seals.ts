/** Data keys of the tests' persons: as on a phone, the same for every opening of one person's store. */
import { keyFrom, sealsOf, type Seals } from '@/core/vault/seals'

const keys = new Map<string, Promise<CryptoKey>>()

export async function sealsFor(person: string): Promise<Seals> {
  return sealsOf(await keyOf(person), { vault: 'v1', person })
}

function keyOf(person: string): Promise<CryptoKey> {
  const known = keys.get(person) ?? keyFrom(crypto.getRandomValues(new Uint8Array(32)))
  keys.set(person, known)
  return known
}

/** Proof that the bureau once held a command which it has forgotten (docs/protocol.md §6). */
import type { Entry } from '@/sync/entry'
import { genuineSeqs } from '@/sync/receipts'
import type { Proof } from '@/sync/store'

export interface Standing {
  readonly device: string
  /** All epochs met, the present one last. */
  readonly epochs: readonly string[]
  readonly signers: readonly JsonWebKey[]
}

/** A genuine receipt among the forgotten entries, of the latest epoch for which there is one. */
export async function proofAmong(
  forgotten: readonly Entry[],
  standing: Standing,
): Promise<Proof | null> {
  const { device, signers } = standing
  const results = forgotten.flatMap(({ result }) => result ?? [])
  const hashes = new Map(forgotten.map(({ seq, hash }) => [seq, hash]))
  for (const epoch of standing.epochs.toReversed()) {
    const ofEpoch = results.map((result) => ({ ...result, epoch: result.epoch ?? epoch }))
    const candidates = ofEpoch.filter((result) => result.epoch === epoch)
    const genuine = await genuineSeqs(candidates, { device, hashes, epochs: [epoch] }, signers)
    const proved = candidates.find(({ seq }) => genuine.has(seq))
    const hash = hashes.get(proved?.seq ?? 0)
    if (proved?.receipt && hash) return { seq: proved.seq, hash, epoch, receipt: proved.receipt }
  }
  return null
}

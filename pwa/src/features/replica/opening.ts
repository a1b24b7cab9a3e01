import { clock } from '@/core/clock'
import { StorageError, type StorageTrouble } from '@/core/db'
import { carry, request } from '@/core/http'
import { uuid7 } from '@/core/ids'
import { openClient, type Client } from '@/sync/client'

/** Whose data to open, and by which name this browser goes at the bureau. */
export interface Owner {
  readonly personId: string
  readonly device: string
  readonly receiptKey: JsonWebKey | null
}

export type Opened = { ok: true; client: Client } | { ok: false; reason: StorageTrouble }

/** Open a person's data on this phone; needs no network. */
export async function openFor(owner: Owner): Promise<Opened> {
  const { personId, device: deviceId, receiptKey } = owner
  const parts = { personId, deviceId, receiptKey, http: request, carry, clock, ids: uuid7 }
  try {
    return { ok: true, client: await openClient({ ...parts, random: Math.random }) }
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, reason: error.trouble }
    throw error
  }
}

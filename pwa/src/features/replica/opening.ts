import type { BureauKeys } from '@/core/bureau-keys'
import { clock } from '@/core/clock'
import { isDark } from '@/core/darkness'
import { StorageError, type StorageTrouble } from '@/core/db'
import { keepDevice } from '@/core/device-store'
import { carry, request, requestBytes } from '@/core/http'
import { uuid7 } from '@/core/ids'
import { theSeals } from '@/core/vault/lock'
import type { Client, ClientParts } from '@/sync/client'
import type * as Late from './late'

/** Whose data to open, and by which name this browser goes at the bureau. */
export interface Owner extends BureauKeys {
  readonly personId: string
  readonly device: string
}

export type Opened = { ok: true; client: Client } | { ok: false; reason: StorageTrouble }

/** Open a person's data on this phone; needs no network. */
export async function openFor(owner: Owner): Promise<Opened> {
  const { personId, device: deviceId, receiptKey, rescueKey, retired = [], taken = 0 } = owner
  const bureau = { http: request, download: requestBytes, carry }
  const keys = { receiptKey, rescueKey, retired, taken, seals: theSeals() }
  const parts = { personId, deviceId, ...keys, ...bureau, clock, ids: uuid7 }
  try {
    const client = await opened({ ...parts, random: Math.random })
    await followDevice(client, owner)
    isDark.value = await (await loaded()).timeOf(client.device).isDark()
    return { ok: true, client }
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, reason: error.trouble }
    throw error
  }
}

/** Whoever is not signed in needs no sync client, so it comes after the first page. */
async function opened(parts: ClientParts): Promise<Client> {
  return (await loaded()).openClient(parts)
}

async function loaded(): Promise<typeof Late> {
  try {
    return await import('./late')
  } catch (error) {
    // The network went away between the page and its parts; the gate offers another try.
    throw new StorageError('unavailable', error)
  }
}

/** The next sign-in names the device by which the store goes, also once it had to take a new one. */
async function followDevice(client: Client, owner: Owner): Promise<void> {
  let kept = owner.device
  const follow = async () => {
    if (client.device === kept) return
    kept = client.device
    await keepDevice(owner.personId, kept)
  }
  client.subscribe(() => void follow())
  await follow()
}

/** Phones of the tests that have made something already. */
import type { Client } from '@/sync/client'
import type { Bureau } from '@/sync/testing/bureau'
import { evict } from '@/sync/testing/database'
import { note, type Office } from '@/sync/testing/office'

/** Make a command of each text. */
export async function issueAll(client: Client, ...texts: string[]): Promise<void> {
  for (const text of texts) await client.issue(note(`n-${text.slice(0, 9)}`, text))
}

/** A phone whose commands are at the bureau. */
export async function syncedPhone(office: Office, ...texts: string[]): Promise<Client> {
  const client = await office.phone()
  await issueAll(client, ...texts)
  await client.syncNow()
  return client
}

/** Everything in the database is gone; the app is opened again. */
export async function lostAndOpened(office: Office, before: Client): Promise<Client> {
  before.close()
  await evict(office.person)
  return office.phone()
}

/** What the bureau was asked, in order. */
export function bodiesAsked(
  office: Office,
): { proof?: unknown; replaces?: string; device: string }[] {
  const asked = office.requests.filter(({ path }) => path === '/api/sync')
  return asked.map(({ body }) => JSON.parse(body) as { device: string })
}

/** Whether a command was kept for people: a store put back is not told from a copied phone. */
export function isPutAside({ forked, ledger }: Bureau, id: string): boolean {
  const books = [...forked].flatMap((device) => ledger.get(device) ?? [])
  return books.some((one) => one.id === id && one.result['status'] === 'quarantined')
}

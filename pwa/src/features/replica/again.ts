/** Doing again what the bureau did not take in: its content comes back as a draft. */
import type { StorageTrouble } from '@/core/db'
import { fieldsOf, type Fields } from '@/core/shape'
import type { Client } from '@/sync/client'
import type { Entry } from '@/sync/entry'

/** The page where the draft is; `isEarlier`: one that was begun earlier stands there untouched. */
export type Again =
  { ok: true; path: string; isEarlier: boolean } | { ok: false; reason: StorageTrouble }

export interface DraftAgain {
  readonly key: string
  readonly value: unknown
  readonly path: string
}

/** What the person filled in, as the command carries it. */
export function argsOf(entry: Entry): Fields {
  const body: unknown = JSON.parse(entry.body)
  return fieldsOf(fieldsOf(body).get('args'))
}

/** Keep the content as a draft, unless one is being written in the same place. */
export async function keepAgain(client: Client, draft: DraftAgain): Promise<Again> {
  const { key, value, path } = draft
  const isEarlier = (await client.loadDrafts()).some((kept) => kept.key === key)
  if (isEarlier) return { ok: true, path, isEarlier }

  const saved = await client.saveDraft(key, value)
  return saved.ok ? { ok: true, path, isEarlier } : { ok: false, reason: saved.reason }
}

/** Where the records of this phone's vaults stand: in the browser's store, and once more beside it. */
import { changeKept, forget, keep, readKept } from '@/core/device-store'
import { dropMarker, readMarker, writeMarker } from '@/core/markers'
import type { Holder } from './seals'
import { vaultRecord, type VaultRecord } from './wraps'

/** The vault of a person on this phone; null when there is none. */
export async function recordOf(person: string): Promise<VaultRecord | null> {
  const kept = vaultRecord(await readKept(placeOf(person)))
  return kept ?? recalled(readMarker(placeOf(person)))
}

/** Twice, as without it nothing that is sealed can ever be opened again. */
export async function keepRecord(record: VaultRecord): Promise<void> {
  await keep(placeOf(record.person), record)
  writeMarker(placeOf(record.person), textOf(record))
}

/** Change what is kept of a vault now, not what was read before; false when it is gone meanwhile. */
export async function changeRecord(
  { vault, person }: Holder,
  change: (now: VaultRecord) => VaultRecord,
): Promise<boolean> {
  const place = placeOf(person)
  return changeKept(place, (kept) => {
    const now = vaultRecord(kept) ?? recalled(readMarker(place))
    if (now?.vault !== vault) return undefined
    const next = change(now)
    writeMarker(place, textOf(next))
    return next
  })
}

/** Forget a vault that nobody can open any more. */
export async function dropRecord(person: string): Promise<void> {
  // Before and after: a change just before would have written it again, one just after read it.
  dropMarker(placeOf(person))
  await forget(placeOf(person))
  dropMarker(placeOf(person))
}

/** Whose vaults there are among the keys under which this browser keeps something. */
export function peopleWithRecords(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (name.startsWith(PLACE) ? [name.slice(PLACE.length)] : []))
}

const PLACE = 'doorstep-vault-'

function placeOf(person: string): string {
  return PLACE + person
}

const BYTES = 'bytes:'

function textOf(record: VaultRecord): string {
  return JSON.stringify(record, bytesAsText)
}

function bytesAsText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? BYTES + btoa(String.fromCharCode(...value)) : value
}

function textAsBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(BYTES)) return value
  return Uint8Array.from(atob(value.slice(BYTES.length)), (sign) => sign.charCodeAt(0))
}

function recalled(text: string | null): VaultRecord | null {
  if (text === null) return null
  try {
    return vaultRecord(JSON.parse(text, textAsBytes))
  } catch {
    // Damaged; there is nothing better.
    return null
  }
}

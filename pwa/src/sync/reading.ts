/** Reading unknown input field by field; what cannot be read is named by its place. */

export type Parsed<T> = { ok: true; value: T } | { ok: false; at: string }
export type Fields = Readonly<Record<string, unknown>>

class Malformed extends Error {}

/** Run a reader; its first unreadable field becomes the outcome. */
export function reading<T>(read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, at: error.message }
    throw error
  }
}

export function fields(raw: unknown, at: string): Fields {
  if (!isObject(raw)) throw new Malformed(at)
  return raw
}

export function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

export function list(raw: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(raw)) throw new Malformed(at)
  return raw
}

/** The one length of lists that must all have it. */
export function lengthOf(lists: readonly (readonly unknown[])[], at: string): number {
  const length = lists[0]?.length ?? 0
  if (lists.some((one) => one.length !== length)) throw new Malformed(at)
  return length
}

/** Read an object whose every field is of the same kind. */
export function mapped<T>(
  raw: unknown,
  at: string,
  read: (raw: unknown, at: string) => T,
): ReadonlyMap<string, T> {
  const entries = Object.entries(fields(raw, at))
  return new Map(entries.map(([key, value]) => [key, read(value, `${at}.${key}`)]))
}

export function text(raw: unknown, at: string): string {
  if (typeof raw !== 'string') throw new Malformed(at)
  return raw
}

export function texts(raw: unknown, at: string): readonly string[] {
  return list(raw, at).map((item) => text(item, at))
}

export function optionalText(raw: unknown): string | null {
  return typeof raw === 'string' && raw !== '' ? raw : null
}

export function whole(raw: unknown, at: string): number {
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw) || raw < 0) throw new Malformed(at)
  return raw
}

export function seconds(raw: unknown): number {
  return typeof raw === 'number' && Number.isFinite(raw) && raw > 0 ? raw : 0
}

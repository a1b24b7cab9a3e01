/** Unknown input seen as named fields, for parsing once at the edge. */
export type Fields = ReadonlyMap<string, unknown>

export function fieldsOf(raw: unknown): Fields {
  return new Map(typeof raw === 'object' && raw !== null ? Object.entries(raw) : [])
}

export function itemsOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : []
}

export function textIn(fields: Fields, key: string): string | null {
  const value = fields.get(key)
  return typeof value === 'string' ? value : null
}

export function numberIn(fields: Fields, key: string): number | null {
  const value = fields.get(key)
  return typeof value === 'number' ? value : null
}

export function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | null {
  return allowed.find((word) => word === value) ?? null
}

import type { components } from './api.gen'
import { fieldsOf, itemsOf, numberIn, textIn } from './shape'

/** What the bureau's own description says of its answers. */
export type Schemas = components['schemas']

type Key<T> = keyof T & string

/** An answer of a known schema, read field by field; what is missing comes as nothing. */
export interface Wire<T> {
  text(key: Key<T>): string
  textOrNull(key: Key<T>): string | null
  number(key: Key<T>): number
  numberOrNull(key: Key<T>): number | null
  flag(key: Key<T>): boolean
  moment(key: Key<T>): Date | null
  list<R>(key: Key<T>, read: (raw: unknown) => R): R[]
  raw(key: Key<T>): unknown
}

/** Read an answer by the names of its schema, so that a renamed field does not compile. */
export function wire<Name extends keyof Schemas>(_: Name, raw: unknown): Wire<Schemas[Name]> {
  const fields = fieldsOf(raw)
  return {
    text: (key) => textIn(fields, key) ?? '',
    textOrNull: (key) => textIn(fields, key),
    number: (key) => numberIn(fields, key) ?? 0,
    numberOrNull: (key) => numberIn(fields, key),
    flag: (key) => fields.get(key) === true,
    moment: (key) => momentOf(textIn(fields, key)),
    list: (key, read) => itemsOf(fields.get(key)).map(read),
    raw: (key) => fields.get(key),
  }
}

function momentOf(text: string | null): Date | null {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) ? null : at
}

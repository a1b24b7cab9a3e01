import { fieldsOf, itemsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'

export const roles = [
  'officer',
  'cadre',
  'branch_head',
  'manager',
  'supervisor',
  'administrator',
  'security',
  'auditor',
] as const

export type Role = (typeof roles)[number]

/** The signed-in person, as the bureau describes them. */
export interface Person {
  id: string
  name: string
  role: Role
  /** Null for a person at headquarters. */
  branch_id: string | null
  branch_name: string | null
}

/** The public half of a key of the bureau. */
export interface PublicKey {
  kty: string
  crv: string
  x: string
  y: string
}

/** The bureau's keys, as a sign-in tells them and as they are kept with a stay. */
export interface KnownKeys {
  /** By which the bureau signs its receipts. */
  receiptKey: PublicKey
  /** To which unsent work is sealed; null from a bureau or a stay of before there was one. */
  rescueKey: PublicKey | null
  /** By which it signed before. */
  retired?: readonly PublicKey[]
  /** How often this phone took over others; missing in a stay of before they were rolled. */
  taken?: number
}

/** All that the bureau tells a browser at sign-in. */
export interface Admission extends KnownKeys {
  person: Person
  epoch: string
}

/** Roles that are named at the server's console alone. */
export function isAppointed(role: string): boolean {
  return ['administrator', 'security', 'auditor', 'supervisor'].includes(role)
}

/** Roles which keep the sign-ins or the log; the records of the work are not open to them. */
export function isWarden(role: string): boolean {
  return role === 'security' || role === 'auditor'
}

/** Roles which work at a desk. */
export function isOfficeRole(role: Role): boolean {
  return role !== 'officer' && role !== 'cadre'
}

/**
 * Where a person begins after signing in: at a desk with the overview, on a phone with today; who
 * keeps the sign-ins or the log begins with these.
 */
export function homeOf(role: Role, isWide: boolean): string {
  if (role === 'security') return '/office/security'
  if (role === 'auditor') return '/office/audit'
  return isWide && isOfficeRole(role) ? '/office' : '/'
}

export function parseAdmission(raw: unknown): Admission | null {
  const fields = fieldsOf(raw)
  const person = parsePerson(fields.get('person'))
  const receiptKey = parseKey(fieldsOf(fields.get('receipt_key')))
  const epoch = textIn(fields, 'epoch')
  if (person === null || receiptKey === null || epoch === null) return null

  const rescueKey = parseKey(fieldsOf(fields.get('rescue_key')))
  const retired = itemsOf(fields.get('retired_keys')).flatMap(
    (key) => parseKey(fieldsOf(key)) ?? [],
  )
  const taken = numberIn(fields, 'taken') ?? 0
  return { person, epoch, receiptKey, rescueKey, retired, taken }
}

export function parsePerson(raw: unknown): Person | null {
  const fields = fieldsOf(raw)
  const id = textIn(fields, 'id')
  const name = textIn(fields, 'name')
  const role = oneOf(roles, fields.get('role'))
  if (id === null || name === null || role === null) return null

  return {
    id,
    name,
    role,
    branch_id: textIn(fields, 'branch_id'),
    branch_name: textIn(fields, 'branch_name'),
  }
}

export function parseKey(fields: Fields): PublicKey | null {
  const [kty, crv, x, y] = ['kty', 'crv', 'x', 'y'].map((key) => textIn(fields, key))
  if (!kty || !crv || !x || !y) return null

  return { kty, crv, x, y }
}

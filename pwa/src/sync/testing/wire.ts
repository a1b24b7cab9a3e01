/** The requests as the bureau reads them, and how it signs what it took. */
import { generateKeyPairSync, sign, verify } from 'node:crypto'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const RECEIPT_KEY: JsonWebKey = { ...publicKey.export({ format: 'jwk' }) }

export interface Command {
  seq: number
  id: string
  name: string
  entity: string
  args: { text?: string; scopes?: string[]; times?: number; reason?: string }
  blobs: string[]
  again?: string
}

export interface Ledger {
  id: string
  hash: string
  epoch: string
  result: Record<string, unknown>
}

export type Cursors = Record<string, [number, string]>

export interface AskedSync {
  device: string
  epoch?: string
  first_seq: number
  commands?: { body: string }[]
  scopes?: Cursors
  announced_head?: number
  digest?: string
  snapshots?: boolean
  proof?: { seq: number; hash: string; epoch: string; receipt: string }
  replaces?: string
  keys?: string
}

export interface AskedRepair {
  device: string
  scope: string
  seq: number
  tag: string
  buckets: string[]
}

/** What the bureau answers to a request as a whole. */
export class Denied extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code = `${status}.00`) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** Sign for one command, with the bureau's key unless it is to be a forgery. */
export function receiptOf(signed: Signed, isForged: boolean): string {
  return signatureOf(isForged ? `${receiptText(signed)}!` : receiptText(signed))
}

/** The bureau's signature of a text. */
export function signatureOf(text: string): string {
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
  return sign('sha256', Buffer.from(text), key).toString('base64url')
}

export function isGenuine(signed: Signed, receipt: string): boolean {
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
  const signature = Buffer.from(receipt, 'base64url')
  return verify('sha256', Buffer.from(receiptText(signed)), key, signature)
}

interface Signed {
  epoch: string
  device: string
  seq: number
  hash: string
}

function receiptText({ epoch, device, seq, hash }: Signed): string {
  return `doorstep-receipt-v1\n${epoch}\n${device}\n${seq}\n${hash}`
}

/** Made by `make generate` from sync/protocol.py; what may be missing is optional. */
export const PROTOCOL_VERSION = 2
export const SCHEMA_VERSION = 1
export const CHUNK_FORM = 2
export const MAX_COMMANDS = 200
export const MAX_COMMAND_BYTES = 262144

export const TERMINAL = [
  'applied',
  'blocked',
  'conflict',
  'duplicate',
  'merged',
  'quarantined',
  'rejected',
] as const

export type TerminalStatus = (typeof TERMINAL)[number]

export type WireSyncRequest = {
  readonly proto: number
  readonly device: string
  readonly first_seq: number
  readonly commands?: readonly WireEnvelope[]
  readonly scopes?: Readonly<Record<string, readonly [seq: number, tag: string]>>
  readonly epoch?: string | null
  readonly announced_head?: number
  readonly last_receipt?: number
  readonly limit?: number
  readonly schema?: number
  readonly app?: string
  readonly digest?: string | null
  readonly snapshots?: boolean
  readonly chunks?: number
  readonly proof?: WireProof | null
  readonly replaces?: string | null
  readonly keys?: string | null
}

export type WireSyncResponse = {
  readonly epoch: string
  readonly server_time: string
  readonly expected_seq: number
  readonly results?: readonly WireResult[]
  readonly scopes?: Readonly<Record<string, WireScopePage>>
  readonly removed?: readonly string[]
  readonly durable_through?: number
  readonly retry_after?: number
  readonly snapshots?: Readonly<Record<string, WireSnapshot>>
  readonly digests?: Readonly<Record<string, readonly [number, string]>>
  readonly announced_head?: number
  readonly min_schema?: number
  readonly succession?: readonly WireLink[]
}

export type WireRepairRequest = {
  readonly device: string
  readonly scope: string
  readonly seq: number
  readonly tag: string
  readonly buckets: readonly string[]
}

export type WireRepairResponse = {
  readonly scope: string
  readonly seq: number
  readonly tag: string
  readonly n_rows: number
  readonly digest: string
  readonly buckets: readonly number[]
  readonly put: Readonly<Record<string, WireTablePage>>
}

export type WireEnvelope = {
  readonly body: string
  readonly sig?: string | null
}

export type WireProof = {
  readonly seq: number
  readonly hash: string
  readonly epoch: string
  readonly receipt: string
}

export type WireResult = {
  readonly seq: number
  readonly status: string
  readonly scope_seqs?: Readonly<Record<string, number>>
  readonly receipt?: string | null
  readonly alias?: string | null
  readonly problem?: WireTrouble | null
  readonly epoch?: string
}

export type WireScopePage = {
  readonly from: number
  readonly to: number
  readonly tag: string
  readonly current: number
  readonly n_rows?: number
  readonly digest?: string
  readonly put: Readonly<Record<string, WireTablePage>>
  readonly remove: readonly (readonly [string, string])[]
}

export type WireSnapshot = {
  readonly seq: number
  readonly tag: string
  readonly n_rows: number
  readonly digest: string
  readonly chunks: readonly WireChunk[]
}

export type WireLink = {
  readonly body: string
  readonly signature?: string
}

export type WireTablePage = {
  readonly cols: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export type WireTrouble = {
  readonly code: string
  readonly title: string
  readonly detail?: string
}

export type WireChunk = {
  readonly sha256: string
  readonly bytes: number
  readonly rows: number
  readonly tbl: string
}

/** Turn what came over the wire into values, once; unknown fields are passed over. */
import type { Problem } from '@/core/http'
import type {
  ChunkName,
  CommandResult,
  RepairAnswer,
  ScopePage,
  Snapshot,
  SyncResponse,
} from '@/sync/protocol'
import {
  fields,
  isObject,
  list,
  mapped,
  optionalText,
  reading,
  seconds,
  text,
  texts,
  whole,
  type Fields,
  type Parsed,
} from '@/sync/reading'
import { parseTables } from '@/sync/rows'
import { linksIn } from '@/sync/succession'
import type { Tally } from '@/sync/digest'
import { TERMINAL, type TerminalStatus } from '@/sync/wire.gen'

const FINAL: ReadonlySet<string> = new Set(TERMINAL)

/** Read the answer of `POST /api/sync`, or say which field could not be read. */
export function parseResponse(raw: unknown): Parsed<SyncResponse> {
  return reading(() => response(fields(raw, 'answer')))
}

/** Read the answer of `POST /api/sync/repair`. */
export function parseRepair(raw: unknown): Parsed<RepairAnswer> {
  return reading(() => {
    const answer = fields(raw, 'answer')
    return {
      ...cursorOf(answer, 'answer'),
      tally: tallyIn(answer, 'answer'),
      buckets: new Set(list(answer['buckets'], 'buckets').map((n) => whole(n, 'buckets'))),
      put: parseTables(answer['put'], 'put'),
    }
  })
}

/** Read the answer of `POST /api/blobs/have`. */
export function parseHave(raw: unknown): Parsed<readonly string[]> {
  return reading(() => texts(fields(raw, 'answer')['have'], 'have'))
}

function response(raw: Fields): SyncResponse {
  return {
    epoch: text(raw['epoch'], 'epoch'),
    serverTime: text(raw['server_time'], 'server_time'),
    expectedSeq: whole(raw['expected_seq'], 'expected_seq'),
    durableThrough: whole(raw['durable_through'] ?? 0, 'durable_through'),
    minSchema: whole(raw['min_schema'] ?? 1, 'min_schema'),
    retryAfter: seconds(raw['retry_after']),
    results: list(raw['results'] ?? [], 'results').map(result),
    scopes: mapped(raw['scopes'] ?? {}, 'scopes', pageOf),
    removed: texts(raw['removed'] ?? [], 'removed'),
    snapshots: mapped(raw['snapshots'] ?? {}, 'snapshots', snapshotOf),
    digests: mapped(raw['digests'] ?? {}, 'digests', pairOf),
    announcedHead: whole(raw['announced_head'] ?? 0, 'announced_head'),
    succession: linksIn(raw['succession']),
  }
}

function result(raw: unknown): CommandResult {
  const row = fields(raw, 'results')
  return {
    seq: whole(row['seq'], 'results.seq'),
    status: statusOf(text(row['status'], 'results.status')),
    scopeSeqs: Object.fromEntries(mapped(row['scope_seqs'] ?? {}, 'scope_seqs', whole)),
    receipt: optionalText(row['receipt']),
    ...(typeof row['epoch'] === 'string' && { epoch: row['epoch'] }),
    alias: optionalText(row['alias']),
    problem: problemOf(row['problem'] ?? null),
  }
}

function statusOf(word: string): CommandResult['status'] {
  return isTerminal(word) ? word : 'retry'
}

function isTerminal(word: string): word is TerminalStatus {
  return FINAL.has(word)
}

function problemOf(raw: unknown): Problem | null {
  if (!isObject(raw)) return null
  return {
    code: optionalText(raw['code']) ?? '',
    title: optionalText(raw['title']) ?? '',
    detail: optionalText(raw['detail']) ?? '',
  }
}

function pageOf(raw: unknown, at: string): ScopePage {
  const page = fields(raw, at)
  return {
    from: whole(page['from'], `${at}.from`),
    to: whole(page['to'], `${at}.to`),
    tag: optionalText(page['tag']) ?? '',
    current: whole(page['current'], `${at}.current`),
    ends: page['n_rows'] === undefined ? null : tallyIn(page, at),
    put: parseTables(page['put'], `${at}.put`),
    remove: list(page['remove'] ?? [], `${at}.remove`).map((pair) => removal(pair, at)),
  }
}

function removal(raw: unknown, at: string): readonly [string, string] {
  const pair = list(raw, `${at}.remove`)
  return [text(pair[0], `${at}.remove`), text(pair[1], `${at}.remove`)]
}

function snapshotOf(raw: unknown, at: string): Snapshot {
  const manifest = fields(raw, at)
  const chunks = list(manifest['chunks'], `${at}.chunks`)
  return {
    ...cursorOf(manifest, at),
    tally: tallyIn(manifest, at),
    chunks: chunks.map((chunk) => chunkOf(fields(chunk, `${at}.chunks`), `${at}.chunks`)),
  }
}

function chunkOf(raw: Fields, at: string): ChunkName {
  return { sha256: text(raw['sha256'], `${at}.sha256`), tbl: text(raw['tbl'], `${at}.tbl`) }
}

function cursorOf(raw: Fields, at: string): { seq: number; tag: string } {
  return { seq: whole(raw['seq'], `${at}.seq`), tag: text(raw['tag'], `${at}.tag`) }
}

function tallyIn(raw: Fields, at: string): Tally {
  return { rows: whole(raw['n_rows'], `${at}.n_rows`), digest: optionalText(raw['digest']) }
}

function pairOf(raw: unknown, at: string): Tally {
  const [rows, digest] = list(raw, at)
  return { rows: whole(rows, at), digest: optionalText(digest) }
}

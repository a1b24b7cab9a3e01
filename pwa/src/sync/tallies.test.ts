import { describe, expect, test } from 'vitest'
import { emptyChange, fromSnapshot, type ChunkRows, type ScopeChange } from '@/sync/change'
import type { Row } from '@/sync/protocol'
import { LayeredReplica } from '@/sync/replica'
import { counted } from '@/sync/testing/chunks'

const ENDS = { rows: 0, digest: null }

function row(n: number, ver = 1): Row {
  return { id: `n${n}`, ver }
}

function start(scope: string, base: readonly ChunkRows[]): ScopeChange {
  return fromSnapshot(scope, { seq: 1, tag: 't', chunks: [], tally: ENDS }, base)
}

function page(scope: string, ...rows: readonly Row[]): ScopeChange {
  const change = emptyChange(scope, false)
  const byId = new Map(rows.map((one) => [one.id, one]))
  change.tables.set('note', { cols: ['id', 'ver'], rows: byId, gone: new Set() })
  return change
}

const few = [counted('note', [row(1), row(2)]), counted('visit', [row(1)])]
const twice = [counted('note', [row(1), row(2)]), counted('note', [row(2), row(3)])]
const older = [counted('note', [row(1), row(2)])]
const CASES: Record<string, ScopeChange[][]> = {
  'two tables': [[start('town:1', few)]],
  'a row in two chunks': [[start('town:1', twice)]],
  'a row twice in one chunk': [[start('town:1', [counted('note', [row(1), row(1, 2)])])]],
  'a row of which another scope has a later version': [
    [page('mine', row(1, 9))],
    [start('town:1', older)],
  ],
  'the same rows in two scopes': [[start('town:1', few), start('town:2', few)]],
  'pages beside it': [[start('town:1', few), page('mine', row(2, 4), row(7))]],
  'pages behind it': [[start('town:1', few)], [page('town:1', row(2, 4))]],
  'a second start in its place': [[start('town:1', few)], [start('town:1', twice)]],
}

/** What is held after each step, and what a replica says of that which counts all of it anew. */
function tallies(steps: ScopeChange[][], asksFirst: boolean): object[][] {
  const [kept, anew] = [new LayeredReplica(), new LayeredReplica()]
  if (asksFirst) kept.total()
  return steps.map((changes) => {
    kept.apply(changes)
    anew.apply(changes.map((one) => ({ ...one, base: one.base.map(uncounted) })))
    return [kept, fresh(anew)].map((replica) => ({
      ...{ total: replica.total(), town: replica.tally('town:1'), mine: replica.tally('mine') },
    }))
  })
}

function uncounted({ sha256, tbl, cols, rows }: ChunkRows): ChunkRows {
  return { sha256, tbl, cols, rows }
}

/** A replica of the same content that has not counted yet. */
function fresh(held: LayeredReplica): LayeredReplica {
  const replica = new LayeredReplica()
  replica.apply(['mine', 'town:1', 'town:2'].map((scope) => held.contentOf(scope)))
  return replica
}

describe.each([false, true])(
  'a scope that starts from counted chunks, counted before: %s',
  (asksFirst) => {
    test.each(Object.keys(CASES))('has the sum of what is held: %s', (name) => {
      for (const [said = {}, counts] of tallies(CASES[name] ?? [], asksFirst)) {
        expect(said).toEqual(counts)
        expect(said).not.toMatchObject({ total: '0000000000000000' })
      }
    })
  },
)

test('is counted from nothing again after all was cleared, or dropped with it', () => {
  for (const empty of [
    (held: LayeredReplica) => held.clear(),
    (held: LayeredReplica) => held.apply([], ['town:1']),
  ]) {
    const replica = new LayeredReplica()
    replica.apply([start('town:1', few)])
    replica.total()
    empty(replica)

    replica.apply([start('town:2', twice)], ['town:1'])

    expect(replica.tally('town:1').rows).toBe(0)
    expect(replica.tally('town:2')).toEqual(fresh(replica).tally('town:2'))
    expect(replica.total()).toBe(replica.tally('town:2').digest)
  }
})

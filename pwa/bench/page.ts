/** Our side of the peer benchmark: the shipped sync client behind the verbs of the harness. */
import { NO_KEYS } from '@/core/bureau-keys'
import { clock } from '@/core/clock'
import { carry, request, requestBytes } from '@/core/http'
import { uuid7 } from '@/core/ids'
import { parseAdmission, type Admission } from '@/features/accounts/person'
import { adopt, theSeals } from '@/core/vault/lock'
import { keyFrom, type Seals } from '@/core/vault/seals'
import { openClient, type Client } from '@/sync/client'
import { openStore } from '@/sync/indexed'
import { Mirror } from '@/sync/mirror'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import { browser, type World } from '@/sync/world'
import { fromRow, toArgs, type EnterpriseRow, type BenchRecord } from './records'

interface Stay extends Admission {
  readonly device: string
}

interface Config {
  readonly login: string
  readonly password: string
  readonly town: string
}

const ENTERPRISE = 'enterprise' as TableName<EnterpriseRow & Row>
const STAY = 'bench-stay'

/** Only what the harness asks for is measured: nothing runs by itself. */
const quiet: World = {
  ...browser,
  later: () => () => undefined,
  isOnline: () => false,
  listen: () => () => undefined,
}

let client: Client
let stay: Stay
let town: string

/** Open this person's store, as the app does before its first sync; only a new phone signs in. */
async function init(config: Config): Promise<void> {
  const kept = localStorage.getItem(STAY)
  stay = kept === null ? await signIn(config) : (JSON.parse(kept) as Stay)
  localStorage.setItem(STAY, JSON.stringify(stay))
  town = config.town
  client = await openClient({
    ...{ personId: stay.person.id, deviceId: stay.device, receiptKey: { ...stay.receiptKey } },
    ...{ http: request, download: requestBytes, carry, clock, ids: uuid7 },
    ...{ random: Math.random, world: quiet, rescueKey: stay.rescueKey, seals: await seals() },
  })
}

/** As of an unlocked phone; the peers seal nothing, and their work is measured as they are. */
async function seals(): Promise<Seals> {
  const raw = new TextEncoder().encode(stay.person.id.padEnd(32).slice(0, 32))
  adopt({ vault: 'bench', person: stay.person.id, dataKey: await keyFrom(raw) })
  return theSeals()
}

async function signIn({ login: name, password }: Config): Promise<Stay> {
  const device = uuid7()
  const answer = await request('POST', '/api/session', { name, password, device })
  const admission = answer.ok ? parseAdmission(answer.value) : null
  if (admission === null) throw new Error(`sign-in: ${JSON.stringify(answer)}`)
  return { ...admission, device }
}

/** One cycle, as when a person taps: up, down, compared, and committed strictly. */
async function sync(): Promise<object> {
  const { phase, lastError, waiting } = await client.syncNow()
  if (phase !== 'idle' || lastError !== null || waiting > 0)
    throw new Error(`sync: ${JSON.stringify({ phase, lastError, waiting })}`)
  const refused = client.refused().length
  if (refused > 0) throw new Error(`refused: ${refused}`)
  return { enterprises: client.replica.table(ENTERPRISE).all().length }
}

async function createOffline(records: readonly BenchRecord[]): Promise<void> {
  for (const record of records) {
    const args = toArgs(record, town)
    const row = { ...args, id: record.id }
    const issued = await client.issue({
      ...{ name: 'enterprise.add', entity: record.id, args, title: record.name },
      previews: [{ tbl: 'enterprise', id: record.id, row }],
    })
    if (!issued.ok) throw new Error(`issue: ${issued.reason}`)
  }
}

/** Read back what is really stored: by a second connection, past everything in memory. */
async function readAll(): Promise<BenchRecord[]> {
  const store = openStore(stay.person.id, { seals: await seals(), toBureau: null })
  const nobody = { device: '', keys: NO_KEYS, marker: null, kept: [], now: 0 }
  const mirror = new Mirror(store, nobody)
  await mirror.reload()
  store.close()
  return mirror.replica.table(ENTERPRISE).all().map(fromRow)
}

export const peer = {
  init,
  initialPull: sync,
  noop: sync,
  createOffline,
  push: sync,
  incremental: sync,
  settle: sync,
  readAll,
}

import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

export interface Tally {
  id: string
  name: string
  visits: number
}

/** When the newest good backup was made: never, or so long ago that it is late. */
export interface Backup {
  madeAt: Date | null
  late: boolean
}

export interface Overview {
  asOf: Date | null
  visits: number
  days: { on: string; visits: number }[]
  branches: Tally[]
  kinds: { kind: string; visits: number }[]
  openFindings: number
  waitingPhotos: number
  openReviews: number
  acts: number
  failedCommands: number
  plans: { id: string; name: string; to: string; people: number; behind: number }[]
  devices: { id: string; words: string; waiting: number; seen: Date | null }[]
  backup: Backup | null
}

export async function fetchOverview(): Promise<Answer<Overview>> {
  return read(await request('GET', '/api/reports/overview'), overviewOf)
}

function overviewOf(raw: unknown): Overview {
  const fields = wire('OverviewOut', raw)
  return {
    asOf: fields.moment('as_of'),
    visits: fields.number('visits'),
    days: fields.list('by_day', (one) => {
      const day = wire('DayTallyOut', one)
      return { on: day.text('on'), visits: day.number('visits') }
    }),
    branches: fields.list('by_branch', branchOf),
    kinds: fields.list('by_kind', (one) => {
      const kind = wire('KindTallyOut', one)
      return { kind: kind.text('kind'), visits: kind.number('visits') }
    }),
    openFindings: fields.number('open_findings'),
    waitingPhotos: fields.number('waiting_photos'),
    openReviews: fields.number('open_reviews'),
    acts: fields.number('acts'),
    failedCommands: fields.number('failed_commands'),
    plans: fields.list('plans', planOf),
    devices: fields.list('devices', deviceOf),
    backup: backupOf(fields.raw('backup')),
  }
}

function backupOf(raw: unknown): Backup | null {
  const backup = wire('BackupOut', raw)
  const state = backup.text('state')
  return state === '' ? null : { madeAt: backup.moment('made_at'), late: state === 'late' }
}

function branchOf(raw: unknown): Tally {
  const branch = wire('BranchTallyOut', raw)
  return {
    id: branch.text('branch_id'),
    name: branch.text('name'),
    visits: branch.number('visits'),
  }
}

function planOf(raw: unknown): Overview['plans'][number] {
  const plan = wire('PlanTallyOut', raw)
  return {
    id: plan.text('plan_id'),
    name: plan.text('name'),
    to: plan.text('period_to'),
    people: plan.number('people'),
    behind: plan.number('behind'),
  }
}

function deviceOf(raw: unknown): Overview['devices'][number] {
  const device = wire('DeviceConcernOut', raw)
  return {
    id: device.text('id'),
    words: device.text('words'),
    waiting: device.number('waiting'),
    seen: device.moment('last_seen_at'),
  }
}

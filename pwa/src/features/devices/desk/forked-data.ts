import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** A phone whose data somebody has copied, as the desk sees it. */
export interface ForkedPhone {
  readonly id: string
  readonly person: string
  readonly branch: string
  readonly since: Date | null
  readonly waiting: number
}

const FORKED = '/api/devices/forked'

export async function fetchForked(): Promise<Answer<ForkedPhone[]>> {
  return read(await request('GET', FORKED), (raw) => itemsOf(raw).map(phoneOf))
}

export async function release(id: string, reason: string): Promise<Answer<unknown>> {
  return request('POST', `${FORKED}/${encodeURIComponent(id)}/release`, { reason })
}

function phoneOf(raw: unknown): ForkedPhone {
  const line = wire('ForkedPhoneOut', raw)
  return {
    ...{ id: line.text('device_id'), person: line.text('person_name') },
    ...{ branch: line.text('branch_name'), since: line.moment('forked_at') },
    waiting: line.number('waiting'),
  }
}

import 'fake-indexeddb/auto'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import { Office } from '@/sync/testing/office'
import CheckinLine from './CheckinLine.vue'
import HistoryCard from './HistoryCard.vue'
import { checkinOf } from './draft'
import words from './locales/zh-CN.json'
import { aVisit, AT, OFFICER } from './testing'

let office: Office
beforeEach(() => {
  learn('zh-CN', { visits: words })
  office = new Office()
})
afterEach(() => office.closePhones())

test('the record of a check-in by town names the town that was chosen, not the registry’s', async () => {
  const client = await office.phone()
  const row = { name: '虎门镇', branch_id: null, lat_e7: null, lng_e7: null }
  await client.issue({
    ...{ name: 'note.add', entity: 'n1', args: {}, title: '' },
    previews: [{ tbl: 'town', id: '441900121', row }],
  })
  const visit = aVisit({
    checkin_source: 'town',
    checkin_town: '441900121',
    town_code: '441900119',
  })
  const checkin = checkinOf(visit)
  if (checkin === null) throw new Error('the visit was checked in')

  const line = mount(CheckinLine, {
    props: { checkin },
    global: { plugins: [texts], provide: { [clientKey]: shallowRef(client) } },
  })

  expect(line.text()).toContain('选择镇街：虎门镇')
})

test('the history tells when a correction was made on the phone, and when it was received', async () => {
  const client = await office.phone()
  const [told, received] = [AT, new Date(AT.getTime() + 3_600_000)]
  const correction = {
    ...{ at: received.toISOString(), device_time: told.toISOString(), by: OFFICER },
    ...{ action: 'correct' as const, reason: '写错', changes: {} },
  }

  const card = mount(HistoryCard, {
    props: { visit: aVisit({ history: [correction] }) },
    global: {
      plugins: [texts],
      provide: { [clientKey]: shallowRef(client) },
      stubs: { RouterLink: true },
    },
  })

  const clock = (at: Date) => at.toTimeString().slice(0, 5)
  expect(card.get('strong').text()).toContain(clock(told))
  expect(card.text()).toContain(clock(received))
})

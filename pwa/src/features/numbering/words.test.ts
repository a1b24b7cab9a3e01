import { afterEach, expect, test, vi } from 'vitest'
import { fetchRegister, type NumberLine } from './register-data'
import { explained, kindWords } from './words'

const RAW = {
  ...{ n: 7, text: '东环助（长安）〔2026〕7号', state: 'used', act_id: 'a', about: '明丰五金厂' },
  ...{
    given_on: '2026-11-23',
    reason: '',
    lease_id: 'l1',
    person_name: '陈志远',
    is_passed: false,
  },
}

afterEach(() => vi.unstubAllGlobals())

/** The register as the bureau answers it over HTTP. */
async function answered(...lines: Partial<typeof RAW>[]): Promise<readonly NumberLine[]> {
  const tally = [{ state: 'used', count: 1 }]
  const body = { lines: lines.map((line) => ({ ...RAW, ...line })), tally, more: false }
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body)))
  const answer = await fetchRegister('s', null)
  return answer.ok ? answer.value.lines : []
}

test('every state of a number is explained in a sentence', async () => {
  const lines = await answered(
    {},
    { state: 'leased' },
    { state: 'leased', is_passed: true },
    { state: 'returned' },
    { state: 'void', reason: '写坏了' },
    { state: 'lost', reason: '手机遗失' },
    { state: 'paper' },
  )

  expect(lines.map(explained)).toEqual([
    '用于明丰五金厂',
    '在陈志远的手机上，尚未使用',
    '陈志远的手机已越过此号，记录尚未送达或待复核',
    '已交回，优先再领用',
    '作废原因：写坏了',
    '陈志远领用的号段已停用（手机遗失），可能已发出，不再使用',
    '启用本系统之前的纸质编号',
  ])
})

test('a state that this version does not know counts as possibly issued, never as free', async () => {
  const [line] = await answered({ state: 'something later' })

  expect(line?.state).toBe('lost')
})

test('a kind that is new here gets a general word', () => {
  expect([kindWords('assistance'), kindWords('later')]).toEqual(['备案协助', '其他文书'])
})

import { afterEach, expect, test, vi } from 'vitest'
import { actQuery, isBackwards, isNarrowed, noFilters } from './act-filters'
import { correctAtDesk, fetchAct, type ActRecord } from './act-record'
import { fetchActs } from './acts-data'
import { mayRevise } from './may-revise'

const LINE = {
  ...{ id: 'r1', ver: 3, enterprise_id: 'e1', enterprise_name: '东莞市示例诊所' },
  ...{ enterprise_code: '91441900198020532E', branch_id: 'b1', branch_name: '长安' },
  ...{ town_code: '441900119', town_name: '长安镇', act: 'decision', word: '批准' },
  ...{ regime: 'regime.2015_approval', outcome: 'registration_form', project_name: '诊所建设' },
  ...{ number: '东环建〔2026〕7号', filing_number: '', decided_at: '2026-11-26T01:00:00Z' },
  ...{ decided_on: '2026-11-26', lead_id: 'p1', lead_name: '陈志远', co_id: 'p2' },
  ...{ co_name: '李敏', co_state: 'waiting', sign_state: 'signed', demo: true },
  ...{ state: 'in_review', grounds: ['协办人不认可'], received_at: '2026-11-26T02:00:00Z' },
}
const DETAIL = {
  ...LINE,
  ...{ regime_version: 1, items: [108], gaps: [{ field: 'x', text: '面积没有填写' }] },
  form: {
    ...{ project_name: '诊所建设', area_m2: 120, investment_yuan: 125000, nature: 'new' },
    ...{ impacts: ['water', 'something later'], contact_name: null },
    measures: { water: { measure: '化粪池', destination: '市政管网' } },
  },
  ...{ representative: '黄一', representative_title: '院长', signature_sha: 'aa' },
  ...{ co_signature_sha: null, signatures_received: ['aa'], grounds_passed: [] },
  facts: [{ asked: '新增住院床位多少？', answer: '5张' }],
  clauses: [{ id: '108.form', label: '诊所', basis: '名录第108项' }],
  packs: [{ pack: 'classification', version: 2, title: '分类名录', is_same: false }],
  confirmations: [
    { person_name: '李敏', agrees: false, reason: '不在场', received_at: '', is_about_this: true },
  ],
  history: [
    { at: '2026-11-26T01:00:00Z', by: 'p1', by_name: '陈志远', action: 'decide', reason: '' },
    {
      ...{ at: '2026-11-26T02:00:00Z', by: 'p9', by_name: '何主任', action: 'correct' },
      ...{ reason: '写错了', changes: { contact_name: [null, '王五'] } },
    },
  ],
}

let asked: { path: string; body: unknown }[] = []

afterEach(() => {
  vi.unstubAllGlobals()
  asked = []
})

/** The bureau as it answers over HTTP. */
function answers(body: object): void {
  vi.stubGlobal('fetch', (path: string, init?: { body?: unknown }) => {
    const sent = init?.body
    asked.push({ path, body: typeof sent === 'string' ? JSON.parse(sent) : null })
    return Promise.resolve(Response.json(body))
  })
}

async function record(changes: object = {}): Promise<ActRecord> {
  answers({ ...DETAIL, ...changes })
  const answer = await fetchAct('r1')
  if (!answer.ok) throw new Error('refused')
  return answer.value
}

test('the bureau is asked only for what is chosen, and for the same in the workbook', () => {
  const chosen = { ...noFilters, branch: 'b1', from: '2026-11-01', text: ' 诊 ' }

  expect(actQuery({ ...chosen, state: 'waiting', act: 'notice' }, 'c')).toBe(
    '?branch_id=b1&from=2026-11-01&state=waiting&act=notice&q=%E8%AF%8A&cursor=c',
  )
  expect([actQuery(noFilters), isNarrowed(noFilters)]).toEqual(['', false])
  expect(isNarrowed({ ...noFilters, act: 'notice' })).toBe(true)
})

test('a period that ends before it begins is said to be backwards', () => {
  expect(isBackwards({ ...noFilters, from: '2026-11-02', to: '2026-11-01' })).toBe(true)
  expect(isBackwards({ ...noFilters, from: '2026-11-02' })).toBe(false)
})

test('a page of the list has lines with names, and the cursor of the next', async () => {
  answers({ rows: [LINE, { ...LINE, id: 'r2', number: null, state: 'later' }], next: 'c2' })

  const answer = await fetchActs({ ...noFilters, branch: 'b1' }, null)

  if (!answer.ok) throw new Error('refused')
  expect(asked[0]?.path).toBe('/api/registrations?branch_id=b1')
  expect(answer.value.next).toBe('c2')
  expect(answer.value.lines[0]).toMatchObject({ branch: '长安', lead: '陈志远', isDemo: true })
  expect(answer.value.lines[0]?.grounds).toEqual(['协办人不认可'])
  // A state that is new here is one to look at.
  expect(answer.value.lines[1]).toMatchObject({ number: '', state: 'in_review' })
})

test('an act comes with what was asked, the clauses, the rules and who said what', async () => {
  const act = await record()

  expect(act.facts).toEqual([{ name: '新增住院床位多少？', words: '5张' }])
  expect(act.clauses[0]?.basis).toBe('名录第108项')
  expect(act.packs[0]).toEqual({
    ...{ pack: 'classification', title: '分类名录', version: 2, isSame: false },
  })
  expect(act.confirmations[0]).toMatchObject({ person: '李敏', agrees: false, isAboutThis: true })
  expect(act.gaps).toEqual(['面积没有填写'])
  expect(act.history.map(({ name, changes }) => [name, changes])).toEqual([
    ['陈志远', {}],
    ['何主任', { contact_name: [null, '王五'] }],
  ])
})

test('a form is read by its fields, without what this version does not know', async () => {
  const { form } = (await record()).correctable

  expect(form).toMatchObject({ area_m2: 120, nature: 'new', contact_name: null, basis: null })
  expect(form?.impacts).toEqual(['water'])
  expect(form?.measures?.water?.destination).toBe('市政管网')
  expect((await record({ form: null })).correctable.form).toBeNull()
})

test('a correction is sent with its reason, each field as seen and as written', async () => {
  answers(DETAIL)

  await correctAtDesk('r1', '写错了', { contact_name: [null, '王五'] })

  expect(asked).toEqual([
    {
      path: '/api/registrations/r1/correct',
      body: { reason: '写错了', changes: { contact_name: [null, '王五'] } },
    },
  ])
})

test.each([
  ['branch_head', 'p9', 'confirmed', true],
  ['manager', 'p9', 'in_review', true],
  ['officer', 'p2', 'waiting', true],
  ['officer', 'p9', 'waiting', false],
  ['administrator', 'p9', 'confirmed', false],
  ['supervisor', 'p9', 'confirmed', false],
  ['branch_head', 'p9', 'withdrawn', false],
] as const)('whether a %s (%s) may revise an act that is %s', (role, id, state, may) => {
  expect(mayRevise({ leadId: 'p1', coId: 'p2', state }, { id, role })).toBe(may)
})

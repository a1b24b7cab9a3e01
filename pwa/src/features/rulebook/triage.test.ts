import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Facts, Value } from '@/rules/kernel'
import { packsOn, rowOn } from './in-force'
import type { PackRow } from './rows'
import { standOf } from './triage'

const TODAY = '2026-11-25'

function row(name: string, pack: string, version: number, from: string): PackRow {
  const content = readFileSync(`../sync/rules/packs/${name}.json`, 'utf8')
  const dates = { in_force_from: from, in_force_to: null }
  return {
    id: name,
    ver: 1,
    pack,
    version,
    title: name,
    ...dates,
    content,
    hash: '',
    signature: '',
  }
}

const ROWS = [
  row('classification', 'classification', 1, '2021-01-01'),
  row('exemption', 'exemption', 1, '2021-01-01'),
  row('exemption.demo', 'exemption', 2, '2026-01-01'),
  row('eligibility', 'eligibility', 1, '2017-01-01'),
]
const PACKS = packsOn(ROWS, TODAY)

function standWith(answers: Readonly<Record<string, Value>>) {
  const stand = standOf(PACKS, new Map(Object.entries(answers)) satisfies Facts)
  if (stand === null) throw new Error('no classification in force')
  return stand
}

const METAL = { industry: ['3311'], works: [] }
const VERIFIED_DOOR = {
  negative_list: false,
  pollution: 'slight',
  site_in_branch: true,
  officers: 2,
  materials_complete: true,
}
const CLINIC = { industry: ['8421'], works: [], build: 'new', 'amount.108': 5 }

test('the trade is asked first', () => {
  expect(standWith({}).question?.id).toBe('industry')
})

test('anodising makes a report book, and nothing more is asked', () => {
  const stand = standWith({ ...METAL, plating: ['anodising'] })

  expect(stand.level.verdict.outcome).toBe('report_book')
  expect(stand.level.verdict.clauses.map(({ basis }) => basis)).toEqual([
    '2021年版名录第66项（报告书栏）',
  ])
  expect([stand.question, stand.exemption, stand.atDoor]).toEqual([null, null, null])
})

test('what the trade has nothing to do with is not asked', () => {
  const asked: string[] = []
  let answers: Readonly<Record<string, Value>> = METAL
  const plain: Readonly<Record<string, Value>> = {
    plating: [],
    solvent_paint_kg: 0,
    process_scope: 'more',
    low_voc_paint_kg: 0,
  }
  for (let next = standWith(answers).question; next !== null; next = standWith(answers).question) {
    asked.push(next.id)
    answers = { ...answers, [next.id]: plain[next.id] ?? false }
  }

  expect(asked).toEqual(['plating', 'solvent_paint_kg', 'process_scope', 'low_voc_paint_kg'])
  expect(standWith(answers).level.verdict.outcome).toBe('report_form')
})

test('a registration form is looked at for exemption, then for deciding at the door', () => {
  const clinic = standWith(CLINIC)

  expect(clinic.level.verdict.outcome).toBe('registration_form')
  expect(clinic.exemption?.verdict.outcome).toBe('not_exempt')
  expect(clinic.atDoor?.verdict.outcome).toBeNull()
  expect(clinic.question?.id).toBe('negative_list')
  expect(standWith({ ...CLINIC, ...VERIFIED_DOOR }).atDoor?.verdict.outcome).toBe('at_door')
})

test('one officer alone cannot decide at the door, and everything against it is named', () => {
  const alone = standWith({ ...CLINIC, ...VERIFIED_DOOR, officers: 1, materials_complete: false })

  expect(alone.atDoor?.verdict.clauses.map(({ id }) => id)).toEqual(['officers', 'materials'])
})

test('what is exempt is not asked about the door', () => {
  const exempt = standWith({ ...CLINIC, 'amount.108': 0 })

  expect(exempt.exemption?.verdict.outcome).toBe('exempt')
  expect([exempt.atDoor, exempt.question]).toEqual([null, null])
})

test('contradictions are named', () => {
  const clash = standWith({ ...METAL, process_scope: 'weld', solvent_paint_kg: 1 })

  expect(clash.contradictions.map(({ label }) => label)).toEqual(['仅分割、焊接、组装，不会用涂料'])
})

test('the newest version that has begun counts', () => {
  expect(rowOn(ROWS, 'exemption', '2025-12-31')?.version).toBe(1)
  expect(rowOn(ROWS, 'exemption', TODAY)?.version).toBe(2)
  expect(rowOn(ROWS, 'exemption', '2020-12-31')).toBeNull()
  expect(standOf(packsOn([], TODAY), new Map())).toBeNull()
})

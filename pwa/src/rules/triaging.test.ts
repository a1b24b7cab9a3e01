import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Value } from './kernel'
import { parsePack, type Pack } from './packs'
import { isSettled, triage, type Triage } from './triaging'

const PACKS = {
  classification: packed('classification'),
  exemption: packed('exemption.demo'),
  eligibility: packed('eligibility'),
}

function packed(name: string): Pack {
  return parsePack(JSON.parse(readFileSync(`../sync/rules/packs/${name}.json`, 'utf8')))
}

function standWith(answers: Readonly<Record<string, Value>>): Triage {
  const stand = triage(PACKS, new Map(Object.entries(answers)))
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
  expect(isSettled(clinic)).toBe(false)
  const decided = standWith({ ...CLINIC, ...VERIFIED_DOOR })
  expect(decided.atDoor?.verdict.outcome).toBe('at_door')
  expect([decided.outcome, isSettled(decided)]).toEqual(['registration_form', true])
})

test('one officer alone cannot decide at the door, and everything against it is named', () => {
  const alone = standWith({ ...CLINIC, ...VERIFIED_DOOR, officers: 1, materials_complete: false })

  expect(alone.atDoor?.verdict.clauses.map(({ id }) => id)).toEqual(['officers', 'materials'])
})

test('what is exempt is not asked about the door', () => {
  const exempt = standWith({ ...CLINIC, 'amount.108': 0 })

  expect(exempt.exemption?.verdict.outcome).toBe('exempt')
  expect([exempt.atDoor, exempt.question]).toEqual([null, null])
  expect([exempt.outcome, exempt.clauses.map(({ id }) => id)]).toEqual([
    'exempt',
    ['demo.2', '108.3'],
  ])
})

test('contradictions are named', () => {
  const clash = standWith({ ...METAL, process_scope: 'weld', solvent_paint_kg: 1 })

  expect(clash.contradictions.map(({ label }) => label)).toEqual(['仅分割、焊接、组装，不会用涂料'])
})

test('an exemption that hangs on a fact leaves the outcome open, and asks for that fact', () => {
  const open = standWith({ industry: ['8421'], works: [], build: 'new' })

  expect([open.outcome, open.question?.id]).toEqual([null, 'amount.108'])
})

test('without the later packs nothing is exempt and nothing decided here', () => {
  const { classification } = PACKS
  const alone = triage(
    { classification, exemption: null, eligibility: null },
    new Map(Object.entries({ ...CLINIC, 'amount.108': 0 })),
  )

  expect([alone?.outcome, alone?.atDoor]).toEqual(['registration_form', null])
  expect(triage({ ...PACKS, classification: null }, new Map())).toBeNull()
})

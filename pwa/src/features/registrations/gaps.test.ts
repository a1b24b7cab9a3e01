import { expect, test } from 'vitest'
import { beginForm, type DraftForm } from './form'
import { gapsIn } from './gaps'
import { aWholeForm, TODAY, TRIAGED } from './testing'

function gaps(form: DraftForm): string[] {
  return gapsIn(form, TODAY).map(({ field, why }) => `${field} ${why}`)
}

test('a complete form lacks nothing', () => {
  expect(gaps(aWholeForm())).toEqual([])
})

test('an empty form names everything at once', () => {
  const empty = beginForm({ enterprise: undefined, last: undefined, triaged: TRIAGED })

  expect(gaps(empty)).toEqual([
    ...['project_name', 'site_address', 'town_code', 'unit_name'].map((one) => `${one} missing`),
    ...['legal_representative', 'contact_name', 'content_scale'].map((one) => `${one} missing`),
    ...['unit_code', 'contact_phone', 'area_m2', 'investment_wan'].map((one) => `${one} missing`),
    ...['environment_wan', 'operation_on', 'nature', 'impacts'].map((one) => `${one} missing`),
    'commitment missing',
  ])
})

test.each([
  ['a credit code with a wrong digit', { unit_code: '91441900198020532F' }, 'unit_code wrong'],
  ['a telephone that cannot be called', { contact_phone: '12' }, 'contact_phone wrong'],
  ['an area of nothing', { area_m2: '0' }, 'area_m2 wrong'],
  ['an area with a fraction', { area_m2: '12.5' }, 'area_m2 wrong'],
  [
    'an investment of nothing',
    { investment_wan: '0', environment_wan: '0' },
    'investment_wan wrong',
  ],
  ['more for the environment than in all', { environment_wan: '13' }, 'environment_wan more'],
  ['an operation that has begun', { operation_on: '2026-11-25' }, 'operation_on past'],
  ['a name of spaces', { project_name: '　 ' }, 'project_name missing'],
])('%s is a gap', (_, texts, gap) => {
  expect(gaps(aWholeForm(texts))).toEqual([gap])
})

test('nothing spent on the environment and an operation from today are none', () => {
  expect(gaps(aWholeForm({ environment_wan: '0', operation_on: TODAY }))).toEqual([])
})

test('an impact without where it goes is a gap, an impact that was taken back is not', () => {
  const half = { water: { measure: '消毒池', destination: ' ' } }

  expect(gaps({ ...aWholeForm(), impacts: ['water', 'noise'], measures: half })).toEqual([
    'water measure',
    'noise measure',
  ])
  expect(gaps({ ...aWholeForm(), impacts: ['water'] })).toEqual([])
})

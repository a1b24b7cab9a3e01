import { expect, test } from 'vitest'
import type { TriageVerdict } from '@/features/rulebook/public'
import { triagedOf } from './triaged'
import { PACK, TODAY } from './testing'

function verdict(changes: Partial<TriageVerdict> = {}): TriageVerdict {
  return {
    ...{ enterpriseId: 'e1', on: TODAY, outcome: 'exempt', outcomeLabel: '豁免' },
    ...{ isSettled: true, items: [108], objections: [], isForDoor: false, facts: {} },
    clauses: [slip('ex.1', '不得扩建', 36), slip('ex.2', '', 24), clause('108.form')],
    ...{ takenOver: [], missing: [], packs: { classification: PACK, exemption: PACK } },
    ...changes,
  }
}

function clause(id: string) {
  return { pack: 'classification', id, label: id, basis: '', conditions: '', validMonths: null }
}

function slip(id: string, conditions: string, validMonths: number) {
  return { ...clause(id), pack: 'exemption', conditions, validMonths }
}

test('an exemption runs for the shortest of its clauses, under all their conditions', () => {
  expect(triagedOf(verdict())).toMatchObject({
    ...{ outcome: 'exempt', conditions: '不得扩建', validMonths: 24, eligibility: null },
    reasons: [{ id: 'ex.1' }, { id: 'ex.2' }, { id: '108.form' }],
  })
})

test.each([
  ['is still open', { isSettled: false }],
  ['has no outcome', { outcome: null }],
  ['names no classification', { packs: {} }],
])('a verdict that %s cannot be acted upon', (_, changes) => {
  expect(triagedOf(verdict(changes))).toBeNull()
})

import { expect, test } from 'vitest'
import vectors from '../../../../sync/vectors/matters.json'
import { after, isOverdue, verbs, type Deed, type Stand } from './life'
import { states } from './states'

type Told = readonly (string | null)[]

const { deeds, stands } = vectors as unknown as {
  deeds: (Deed & { readonly leads: boolean })[]
  stands: { stand: Told; answers: (string | Told)[] }[]
}

function standOf([state, holder, offeredTo, solver]: Told): Stand {
  const known = states.find((one) => one === state)
  if (known === undefined) throw new Error(String(state))
  return {
    ...{ state: known, holder: holder ?? null },
    ...{ offeredTo: offeredTo ?? null, solver: solver ?? null },
  }
}

test('every deed at every stand is answered as the bureau answers it', () => {
  for (const { stand, answers } of stands) {
    const mine = deeds.map((deed) => after(standOf(stand), deed))
    const theirs = answers.map((one) => (typeof one === 'string' ? one : standOf(one)))
    expect(mine).toEqual(theirs)
  }
  expect(stands.length).toBeGreaterThan(20)
})

test('the vectors name every verb', () => {
  expect(new Set(deeds.map(({ verb }) => verb))).toEqual(new Set(verbs))
})

test.each([
  ['open', '2026-11-30', false],
  ['open', '2026-12-01', true],
  ['disputed', '2026-12-01', true],
  ['solved_proposed', '2026-12-01', false],
  ['confirmed', '2026-12-01', false],
] as const)('a matter that is %s is overdue on %s: %s', (state, today, late) => {
  expect(isOverdue(state, '2026-11-30', today)).toBe(late)
})

import { expect, test } from 'vitest'
import vectors from '../../../sync/vectors/authority.json'
import { whyNot } from './authority'

test.each(vectors.map((one) => [one.name, one] as const))(
  'a deed is judged as the bureau judges it: %s',
  (_, { lease, deed, why_not }) => {
    expect(whyNot(lease, deed)).toBe(why_not)
  },
)

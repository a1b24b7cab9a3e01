import { fieldsOf, numberIn } from '@/core/shape'
import { wire } from '@/core/wire'

/** Acts at doors that stand, by kind; those that were withdrawn are in no sum. */
export interface ActLine {
  id: string
  name: string
  branch: string
  kinds: { kind: ActKind; n: number }[]
  standing: number
  inReview: number
  waiting: number
  withdrawn: number
}

const actKinds = ['decision', 'assistance', 'exemption', 'referral', 'outside', 'notice'] as const
type ActKind = (typeof actKinds)[number]

export interface DoorActs {
  total: ActLine
  branches: ActLine[]
  officers: ActLine[]
}

export function actsOf(raw: unknown): DoorActs {
  const acts = wire('DoorActsOut', raw)
  return {
    total: actLineOf(acts.raw('total')),
    branches: acts.list('branches', actLineOf),
    officers: acts.list('officers', actLineOf),
  }
}

function actLineOf(raw: unknown): ActLine {
  const line = wire('ActLineOut', raw)
  const kinds = fieldsOf(line.raw('kinds'))
  return {
    ...{ id: line.text('id'), name: line.text('name'), branch: line.text('branch_name') },
    kinds: actKinds.map((kind) => ({ kind, n: numberIn(kinds, kind) ?? 0 })),
    ...{ standing: line.number('standing'), inReview: line.number('in_review') },
    ...{ waiting: line.number('waiting'), withdrawn: line.number('withdrawn') },
  }
}

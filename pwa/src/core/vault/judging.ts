/** Whether a passphrase withstands whoever has the phone's bytes: at least 2^40 guesses. */
import { plainForm } from './stretching'
import { SYLLABLES } from './suggesting'

/** In the order in which they are said: too few letters · known to everybody · guessed too soon. */
export type Judgement = 'short' | 'common' | 'weak' | 'good'

export const LEAST_LENGTH = 10
export const LEAST_GUESSES = 2 ** 40
/** So few guesses only a word needs that stands in a list. */
const COMMON_GUESSES = 1e6
/** Nobody guesses longer ones whole, and judging them takes time. */
const MOST_JUDGED = 64

/** Judge a passphrase; `known` are words that anybody would try of this person, as the name. */
export async function judge(passphrase: string, known: readonly string[]): Promise<Judgement> {
  const plain = plainForm(passphrase)
  if (plain.length < LEAST_LENGTH) return 'short'
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  const judging = new ZxcvbnFactory({
    dictionary: { ...dictionary, syllables: [...SYLLABLES] },
    graphs: adjacencyGraphs,
  })
  const { guesses } = judging.check(plain.slice(0, MOST_JUDGED), [...known, ...OURS])
  if (guesses < COMMON_GUESSES) return 'common'
  return guesses < LEAST_GUESSES ? 'weak' : 'good'
}

/** What people here write first when they are asked for a secret. */
const OURS = ['doorstep', 'shangmenban', '上门办', 'dongguan', '东莞', 'shenpiju', '审批局']

/** The words for kinds of numbered papers and for what became of a number. */
import './texts'
import { say } from '@/core/texts'
import type { Tone } from '@/ui/tones'
import type { NumberLine, NumberState } from './register-data'
import type { Numbers } from './use-numbers'

const KINDS = ['decision', 'assistance', 'exemption']

/** What a series numbers; a kind that is new here gets a general word. */
export function kindWords(kind: string): string {
  return say(`numbering.kind.${KINDS.includes(kind) ? kind : 'other'}`)
}

export const TONES: Record<NumberState, Tone> = {
  used: 'ok',
  leased: 'info',
  returned: 'quiet',
  void: 'quiet',
  lost: 'warn',
  paper: 'quiet',
}

/** What became of a number, in a sentence. */
export function explained(line: NumberLine): string {
  const { about, reason, personName: person } = line
  return say(`numbering.why.${line.isPassed ? 'passed' : line.state}`, { about, reason, person })
}

/** What a person should do about the numbers of a kind on this phone, if anything. */
export function noteWords(numbers: Numbers, kind: string, on: string): string {
  if (numbers.isAsked(kind, on)) return say('numbering.here.asked')
  if (numbers.left(kind, on) === 0) return say('numbering.here.empty')
  return numbers.isLow(kind, on) ? say('numbering.here.low') : ''
}

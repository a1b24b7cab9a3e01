/** The words for what a review is about; kinds and states that are new here get general ones. */
import './texts'
import { say } from '@/core/texts'
import type { Tone } from '@/ui/tones'

const COMMANDS = [
  ...['visit.close', 'visit.correct', 'visit.withdraw', 'finding.solve'],
  ...['enterprise.add', 'enterprise.amend', 'lost'],
  ...['number.ask', 'number.void', 'number.return'],
  ...['registration.decide', 'registration.notify', 'registration.confirm'],
  ...['registration.correct', 'registration.withdraw', 'message.read'],
  ...['case.open', 'case.flag', 'case.take', 'case.log', 'case.propose', 'case.confirm'],
  ...['case.dispute', 'case.hand_over', 'case.accept', 'case.extend', 'case.close', 'case.reopen'],
]
const STATUSES = ['conflict', 'rejected', 'quarantined', 'blocked', 'concern', 'lost', 'forked']
/** Of these nothing is left to be done but to have seen them. */
const NOTED: readonly string[] = ['concern', 'lost', 'forked']
const WAYS = [
  ...['keep_theirs', 'take_mine', 'take_both', 'hand_back', 'followed'],
  ...['accept', 'correct', 'withdraw'],
]
/** Ways that are not taken without words, for the officer or for the history of an act. */
export const REASONED: readonly string[] = ['hand_back', 'accept', 'withdraw']
/** An act is corrected in its own form, field by field, instead of by words alone. */
export const CORRECTING = 'correct'

export function commandWords(name: string): string {
  return say(`reviews.command.${known(COMMANDS, name).replace('.', '_')}`)
}

export function statusWords(status: string): string {
  return say(`reviews.status.${known(STATUSES, status)}`)
}

/** What happens next with something that nobody has settled yet, said to its officer. */
export function nextWords(status: string): string {
  return say(`reviews.next.${known(STATUSES, status)}`)
}

/** What was done, said of something that is settled. */
export function settledWords(way: string): string {
  return say(`reviews.done.${known(WAYS, way)}`)
}

/** The words on the button: to leave things as they are means something else for each status. */
export function wayWords(way: string, status: string): string {
  if (way !== 'keep_theirs' || status === 'conflict') return say(`reviews.way.${way}`)
  return say(NOTED.includes(status) ? 'reviews.way.noted' : 'reviews.way.leave')
}

export function toneOf(status: string): Tone {
  return status === 'blocked' || status === 'concern' ? 'warn' : 'alarm'
}

function known(words: readonly string[], word: string): string {
  return words.includes(word) ? word : 'other'
}

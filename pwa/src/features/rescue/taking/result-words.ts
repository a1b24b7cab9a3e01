/** The words for what became of a command. */
import { oneOf } from '@/core/shape'
import type { Tone } from '@/ui/tones'

const STATUSES = [
  ...(['new', 'left', 'applied', 'merged', 'duplicate'] as const),
  ...(['conflict', 'rejected', 'quarantined', 'blocked'] as const),
] as const

export type ResultStatus = (typeof STATUSES)[number]

export const looks: Record<ResultStatus, Tone> = {
  new: 'info',
  left: 'warn',
  applied: 'ok',
  merged: 'ok',
  duplicate: 'ok',
  conflict: 'warn',
  rejected: 'warn',
  quarantined: 'warn',
  blocked: 'warn',
}

/** What could not be tried to its end stays in the file, like what stands behind a hole. */
export function statusOf(status: string): ResultStatus {
  return oneOf(STATUSES, status) ?? 'left'
}

const NAMES = [
  ...(['visit_close', 'visit_correct', 'visit_withdraw', 'finding_solve'] as const),
  ...(['enterprise_add', 'enterprise_amend'] as const),
  ...(['number_ask', 'number_void', 'number_return'] as const),
  ...(['case_open', 'case_flag', 'case_take', 'case_log', 'case_propose'] as const),
  ...(['case_confirm', 'case_dispute', 'case_hand_over', 'case_accept'] as const),
  ...(['case_extend', 'case_close', 'case_reopen'] as const),
] as const

export function whatOf(name: string): (typeof NAMES)[number] | 'other' {
  return oneOf(NAMES, name.replace('.', '_')) ?? 'other'
}

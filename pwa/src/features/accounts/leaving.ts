import { say } from '@/core/texts'

export interface Left {
  /** Records without a receipt, and forms that were begun. */
  readonly waiting: number
  readonly drafts: number
  readonly offline: boolean
}

/** What signing out means now: what stays on the phone, and what it takes to come back. */
export function leaveWords({ waiting, drafts, offline }: Left): string {
  return [
    offline ? say('accounts.leave.offline') : '',
    waiting > 0 ? say('accounts.leave.waiting', { n: waiting }) : '',
    drafts > 0 ? say('accounts.leave.drafts', { n: drafts }) : '',
    waiting === 0 && drafts === 0 && !offline ? say('accounts.leave.nothing') : '',
  ]
    .filter(Boolean)
    .join('\n')
}

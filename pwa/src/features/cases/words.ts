/** How matters are told on screens. */
import './texts'
import { longDate } from '@/core/moments'
import { say } from '@/core/texts'
import type { Tone } from '@/ui/tones'
import { isOverdue } from './life'
import type { MatterState } from './states'
import type { MatterRow } from './rows'

const TONES: Readonly<Record<MatterState, Tone>> = {
  ...{ open: 'warn', taken: 'info', in_progress: 'info', solved_proposed: 'warn' },
  ...{ disputed: 'alarm', confirmed: 'ok', closed: 'ok' },
}

export function toneOf(state: MatterState): Tone {
  return TONES[state]
}

export function sourceWords({ source, channel }: Pick<MatterRow, 'source' | 'channel'>): string {
  const from = say(`cases.source.${source}`)
  return channel === '' ? from : `${from} · ${say(`cases.channel.${channel}`)}`
}

export function dueWords(matter: Pick<MatterRow, 'state' | 'due_on'>, today: string): string {
  if (matter.due_on === '') return ''
  const on = dayWords(matter.due_on)
  return say(isOverdue(matter.state, matter.due_on, today) ? 'cases.overdue' : 'cases.due', { on })
}

export function dayWords(day: string | null): string {
  return day ? longDate(new Date(`${day}T00:00`)) : ''
}

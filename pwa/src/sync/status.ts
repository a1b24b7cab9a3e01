/** What the phone says about itself: what waits, what goes, what is confirmed. */
import type { Problem } from '@/core/http'
import type { CopyState } from '@/sync/copy'
import type { Cleared } from '@/sync/store'

/**
 * offline: no network · idle: nothing to do · sending: on its way · signin: the bureau asks who we
 * are · waiting: the bureau asked for patience or is in trouble.
 */
export type Phase = 'offline' | 'idle' | 'sending' | 'signin' | 'waiting'

/** A photo on its way, and how much of it the bureau has. */
export interface Going {
  readonly sha256: string
  readonly percent: number
}

export interface Status {
  readonly phase: Phase
  /** Commands without a verified receipt. */
  readonly waiting: number
  /** Declared photos that the bureau does not hold. */
  readonly photosLeft: number
  readonly going: Going | null
  /** When everything made on this phone was last known to be at the bureau; null: it is not. */
  readonly confirmedAt: number | null
  readonly lastError: Problem | null
  /** When the bureau is asked again by itself, in ms since 1970. */
  readonly nextTryAt: number | null
  /** Something waits and good contacts do not move it: a fault that a person must see. */
  readonly stuck: boolean
  /** The bureau no longer serves this version of the app. */
  readonly mustUpdate: boolean
  /** What the browser or the system deleted of this phone's data, as long as it is news. */
  readonly cleared: Cleared | null
  /** Whether what waits here stands in a second place too. */
  readonly copy: CopyState
}

export const NO_STATUS: Status = {
  phase: 'idle',
  waiting: 0,
  photosLeft: 0,
  going: null,
  confirmedAt: null,
  lastError: null,
  nextTryAt: null,
  stuck: false,
  mustUpdate: false,
  cleared: null,
  copy: 'kept',
}

export const UNREADABLE_ANSWER: Problem = {
  code: 'sync.unreadable',
  title: '服务器的回答读不懂',
  detail: '数据都在本机，稍后会自动再试。',
}
export const FALSE_RECEIPT: Problem = {
  code: 'sync.receipt',
  title: '服务器的回执核对不上',
  detail: '记录仍保存在本机，请重新登录；仍不行请联系管理员。',
}
export const ESTRANGED: Problem = {
  code: 'sync.keys',
  title: '局里换了密钥，需要重新登录',
  detail: '记录都在本机。重新输入密码登录一次，就能核对局里的回执，照常上传。',
}
export const ENDLESS: Problem = {
  code: 'sync.endless',
  title: '局里的资料一直接收不完',
  detail: '本机的记录都在，稍后会自动接着接收；一直如此请联系管理员。',
}
export const BEHIND: Problem = {
  code: 'sync.behind',
  title: '局里收到过这台手机更新的记录',
  detail: '本机的数据可能是旧的副本，请联系管理员处理。',
}
export const STORAGE_TROUBLE: Problem = {
  code: 'sync.storage',
  title: '本机存储暂时不可用',
  detail: '请关闭其他页面或重新打开应用。',
}

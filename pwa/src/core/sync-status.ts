import { readonly, shallowRef } from 'vue'

/** What the exchange with the bureau is doing, for everybody to see. */
export interface SyncStatus {
  phase: 'offline' | 'idle' | 'sending' | 'signin' | 'waiting'
  /** Items that the bureau has not yet confirmed. */
  waiting: number
  photosLeft: number
  /** Items that arrived but were not simply taken in, and that nobody has settled. */
  toReview: number
  /** When everything stood confirmed (milliseconds), or null while something does not. */
  confirmedAt: number | null
  /** Something waits and good contacts do not move it. */
  stuck: boolean
  /** The bureau no longer takes what this version of the app sends. */
  mustUpdate: boolean
  /** What the browser or the system deleted of this phone's data, as long as it is news. */
  cleared: Cleared | null
  /** Whether what waits stands in a second place too; none: this browser has no such place. */
  copy: 'kept' | 'none' | 'failing'
}

export interface Cleared {
  /** When it was found out (milliseconds). */
  readonly at: number
  /** Everything that was kept, or only the marker beside it. */
  readonly part: 'records' | 'marker'
  /** Null until the bureau has said which records it lacks; none when `from` is above `to`. */
  readonly lost: { readonly from: number; readonly to: number } | null
}

const shown = shallowRef<SyncStatus>({
  phase: 'idle',
  waiting: 0,
  photosLeft: 0,
  toReview: 0,
  confirmedAt: null,
  stuck: false,
  mustUpdate: false,
  cleared: null,
  copy: 'kept',
})

export const syncStatus = readonly(shown)

/** Let the page show what the sync client says. */
export function showSyncStatus(status: SyncStatus): void {
  shown.value = status
}

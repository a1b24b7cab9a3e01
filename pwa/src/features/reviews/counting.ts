import { onScopeDispose, watch } from 'vue'
import { setCounter } from '@/core/counters'
import { syncStatus } from '@/core/sync-status'
import { fetchOpenCount } from './review-data'

/** Ask how many reviews are open; without an answer the last figure stands. */
export async function countReviews(): Promise<void> {
  const answer = await fetchOpenCount()
  if (answer.ok) setCounter('reviews', answer.value)
}

/** Keep the counter of the office's list up to date: after every contact that went well. */
export function useReviewCounter(): void {
  const stop = watch(() => syncStatus.value.confirmedAt, countReviews, { immediate: true })
  onScopeDispose(() => {
    stop()
    setCounter('reviews', 0)
  })
}

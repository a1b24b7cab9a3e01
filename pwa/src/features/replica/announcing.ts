import { setCounter } from '@/core/counters'
import { showSyncStatus } from '@/core/sync-status'
import type { Client } from '@/sync/client'
import { countToReview, REVIEW } from './reviews'

/** Let the shell show how the exchange stands, for as long as the client is open. */
export function announce(client: Client): () => void {
  const tellShell = () => {
    const status = client.status()
    const toReview = countToReview(client.refused(), client.replica.table(REVIEW).all())
    showSyncStatus({ ...status, toReview })
    setCounter('mine', status.waiting + toReview)
  }
  tellShell()
  return client.subscribe(tellShell)
}

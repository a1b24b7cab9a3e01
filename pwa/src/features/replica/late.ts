/** What comes after the first page, in one piece: whoever is not signed in needs none of it. */
export { timeOf } from '@/core/trusted-time'
export { openClient } from '@/sync/client'

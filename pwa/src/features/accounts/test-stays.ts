import 'fake-indexeddb/auto'
import { createPinia, setActivePinia } from 'pinia'
import { openVaultOf } from '@/core/vault/testing/open-vault'
import { useSession } from './session'
import { Bureau } from './test-bureau'

/** A phone on which nobody was signed in yet, its vault open, and a bureau within reach. */
export async function newPhone(): Promise<Bureau> {
  indexedDB.deleteDatabase('doorstep')
  await openVaultOf('p-officer')
  const bureau = new Bureau()
  await bureau.start()
  setActivePinia(createPinia())
  return bureau
}

/** The browser was closed and opened again: only what was kept is left. */
export async function reopened(): Promise<ReturnType<typeof useSession>> {
  setActivePinia(createPinia())
  const session = useSession()
  await session.restore()
  return session
}

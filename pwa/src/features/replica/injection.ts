import {
  inject,
  onScopeDispose,
  readonly,
  shallowRef,
  triggerRef,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import type { Client } from '@/sync/client'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { Status } from '@/sync/status'
import type { Table, TableName } from '@/sync/table'

/** The client of the signed-in person; null until their data on this phone is open. */
export const clientKey: InjectionKey<Readonly<ShallowRef<Client | null>>> = Symbol('client')

/** The open client. Every page below the gate has one. */
export function useClient(): Client {
  const client = inject(clientKey)?.value ?? null
  if (client === null) throw new Error('useClient is for components below the ReplicaGate')
  return client
}

/** A table of the replica whose reads are tracked: computed values follow its changes. */
export function useTable<R extends Row>(name: TableName<R>): Table<R> {
  const { replica } = useClient()
  const current = shallowRef(replica.table(name))
  onScopeDispose(replica.subscribe(name, () => triggerRef(current)))
  return {
    get: (id) => current.value.get(id),
    all: () => current.value.all(),
    confirmed: (id) => current.value.confirmed(id),
  }
}

/** All entries that are kept on this phone, oldest first. */
export function useOutbox(): Readonly<ShallowRef<readonly Entry[]>> {
  const client = useClient()
  const entries = shallowRef(client.outbox())
  onScopeDispose(
    client.subscribe(() => {
      entries.value = client.outbox()
    }),
  )
  return entries
}

/** What the sync client says about itself, in full. */
export function useStatus(): Readonly<ShallowRef<Status>> {
  const client = useClient()
  const status = shallowRef(client.status())
  onScopeDispose(
    client.subscribe((next) => {
      status.value = next
    }),
  )
  return readonly(status)
}

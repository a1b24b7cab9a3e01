import { onScopeDispose, reactive, ref, watch, type Ref } from 'vue'
import { raiseBusy } from '@/core/busy'
import { fieldsOf, textIn } from '@/core/shape'
import type { Client } from '@/sync/client'
import { useClient } from './injection'

export interface DraftForm<K extends string> {
  readonly key: string
  readonly fields: Record<K, string>
  /** Whether something written earlier came back. */
  readonly restored: Ref<boolean>
  /** Why the last change could not be kept; null while all is well. */
  readonly trouble: Ref<'full' | 'unavailable' | null>
  /** Begin again from the given values and forget what was kept. */
  readonly discard: () => Promise<void>
  /** The command has taken the draft over; nothing is kept any more. */
  readonly done: () => void
}

/**
 * A form of plain texts whose every change is kept on the phone at once. While it is open nothing
 * reloads the page. `isOld` says whether what was kept belongs to another occasion.
 */
export function useDraft<K extends string>(
  key: string,
  beginning: Readonly<Record<K, string>>,
  isOld: (kept: Readonly<Record<K, string>>) => boolean = () => false,
): DraftForm<K> {
  const client = useClient()
  const fields = reactive({ ...beginning }) as Record<K, string>
  const restored = ref(false)
  const trouble = ref<'full' | 'unavailable' | null>(null)
  let open = true
  onScopeDispose(raiseBusy())

  async function keep(): Promise<void> {
    if (!open) return
    const saved = await client.saveDraft(key, { ...fields })
    trouble.value = saved.ok ? null : saved.reason
  }

  void keptAt(client, key, beginning).then((kept) => {
    const isNew = kept !== null && !isOld(kept) && !same(kept, beginning)
    if (isNew && same(fields, beginning)) Object.assign(fields, kept)
    restored.value = isNew
    watch(fields, keep)
  })

  return {
    ...{ key, fields, restored, trouble },
    discard: async () => {
      Object.assign(fields, beginning)
      restored.value = false
      await client.dropDraft(key)
    },
    done: () => {
      open = false
    },
  }
}

async function keptAt<K extends string>(
  client: Client,
  key: string,
  beginning: Readonly<Record<K, string>>,
): Promise<Record<K, string> | null> {
  const draft = (await client.loadDrafts()).find((one) => one.key === key)
  if (!draft) return null
  const known = fieldsOf(draft.value)
  const kept: Record<K, string> = { ...beginning }
  for (const name in beginning) kept[name] = textIn(known, name) ?? beginning[name]
  return kept
}

function same<K extends string>(a: Readonly<Record<K, string>>, b: Readonly<Record<K, string>>) {
  return Object.entries(a).every(([name, words]) => b[name as K] === words)
}

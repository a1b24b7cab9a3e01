import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'
import { useClient } from '@/features/replica/public'

/** Addresses of pictures by their hash: from this phone where it has them, else from the bureau. */
export function useBlobUrls(
  hashes: () => readonly string[],
): Readonly<ShallowRef<ReadonlyMap<string, string>>> {
  const client = useClient()
  const urls = shallowRef<ReadonlyMap<string, string>>(new Map())
  let made: string[] = []
  const asked = new Set<string>()

  async function find(sha256: string): Promise<void> {
    const blob = await client.readBlob(sha256)
    // A HEIC that this browser could not open is looked at as the bureau converted it.
    const local = blob && blob.type !== 'image/heic' ? URL.createObjectURL(blob) : null
    if (local) made = [...made, local]
    const url = local ?? `/api/blobs/${sha256}`
    urls.value = new Map([...urls.value, [sha256, url]])
  }

  watchEffect(() => {
    for (const sha256 of hashes()) {
      if (asked.has(sha256)) continue
      asked.add(sha256)
      void find(sha256)
    }
  })
  onScopeDispose(() => made.forEach((url) => URL.revokeObjectURL(url)))
  return urls
}

/** The small picture for a grid; what lies on this phone is small already. */
export function thumbOf(url: string): string {
  return url.startsWith('/') ? `${url}?size=thumb` : url
}

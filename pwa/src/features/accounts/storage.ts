/** What the browser promises about the data kept in it. */
export interface StorageReport {
  /** True: kept until the person deletes it. False: may be cleared when space is short. Null: not told. */
  promised: boolean | null
  usedBytes: number | null
  mostBytes: number | null
}

/** Ask the browser to keep the data, and report honestly what it answered. */
export async function askForStorage(): Promise<StorageReport> {
  // Absent on pages without HTTPS and in old browsers, whatever the type says.
  if (!('storage' in navigator)) return { promised: null, usedBytes: null, mostBytes: null }

  const { storage } = navigator
  const [promised, estimate] = await Promise.all([promiseOf(storage), estimateOf(storage)])
  return { promised, usedBytes: estimate.usage ?? null, mostBytes: estimate.quota ?? null }
}

async function promiseOf(storage: StorageManager): Promise<boolean | null> {
  try {
    return (await storage.persisted()) || (await storage.persist())
  } catch {
    return null
  }
}

async function estimateOf(storage: StorageManager): Promise<StorageEstimate> {
  try {
    return await storage.estimate()
  } catch {
    return {}
  }
}

/** 38 MB, 1.2 GB. */
export function sizeInWords(bytes: number): string {
  const mega = bytes / 1_000_000
  if (mega < 1) return '< 1 MB'
  return mega < 1000 ? `${Math.round(mega)} MB` : `${(mega / 1000).toFixed(1)} GB`
}

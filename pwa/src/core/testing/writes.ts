import { vi } from 'vitest'

/** How a write to IndexedDB goes wrong. */
export const NO_ROOM = (): DOMException => new DOMException('no room', 'QuotaExceededError')
export const SWITCHED_OFF = (): DOMException => new DOMException('switched off', 'AbortError')

/** Ask before every write to any store whether it fails, until the mocks are restored. */
export function failWrites(fault: (store: string) => DOMException | null): void {
  for (const name of ['put', 'add'] as const) {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is given its `this` below
    const real = IDBObjectStore.prototype[name]
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...words
    ) {
      const failed = fault(this.name)
      if (failed !== null) throw failed
      return real.apply(this, words)
    })
  }
}

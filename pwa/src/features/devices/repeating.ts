import { onBeforeUnmount } from 'vue'

/** Do something every so often while this stands on the page, never twice at once. */
export function useRepeated(everyMs: number, deed: () => Promise<void>): void {
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    void deed().finally(() => {
      isBusy = false
    })
  }, everyMs)
  onBeforeUnmount(() => {
    clearInterval(timer)
  })
}

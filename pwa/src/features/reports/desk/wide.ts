import { onScopeDispose, ref, type Ref } from 'vue'

const AT_A_DESK = '(min-width: 960px)'

/** Whether the page is as wide as at a desk, now and whenever that changes. */
export function useWide(): Ref<boolean> {
  const query = window.matchMedia(AT_A_DESK)
  const isWide = ref(query.matches)
  const look = (): void => {
    isWide.value = query.matches
  }
  query.addEventListener('change', look)
  onScopeDispose(() => {
    query.removeEventListener('change', look)
  })
  return isWide
}

import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'

const raised = ref(0)

/** True while some form is open, so that nothing may reload or cover the page. */
export const isBusy: ComputedRef<boolean> = computed(() => raised.value > 0)

/** Say that a form is open; the answer says that it is closed (calling it twice does no harm). */
export function raiseBusy(): () => void {
  let open = true
  raised.value += 1
  return () => {
    if (open) raised.value -= 1
    open = false
  }
}

/** Count as an open form for as long as the calling component lives. */
export function useBusy(): void {
  onScopeDispose(raiseBusy())
}

/** Count as an open form while `isOpen`, as a sheet that comes and goes. */
export function useBusyWhile(isOpen: () => boolean): void {
  let lower: () => void = () => undefined
  const follow = (open: boolean) => {
    lower()
    lower = open ? raiseBusy() : () => undefined
  }
  watch(isOpen, follow, { immediate: true })
  onScopeDispose(() => lower())
}

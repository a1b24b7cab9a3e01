/** What lies over the page, the last opened on top; 返回 and Esc take away the top one only. */
import { onScopeDispose, watch } from 'vue'

type Close = () => void

const layers: Close[] = []

/** Say that something covers the page; the answer says that it is gone (twice does no harm). */
export function raiseLayer(close: Close): () => void {
  const layer = () => close()
  if (layers.length === 0) window.addEventListener('keydown', closeOnEscape)
  layers.push(layer)
  return () => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
    if (layers.length === 0) window.removeEventListener('keydown', closeOnEscape)
  }
}

/** Count as a layer while `isOpen`, for as long as the calling component lives. */
export function useLayer(isOpen: () => boolean, close: Close): void {
  let lower: () => void = () => undefined
  const follow = (open: boolean) => {
    lower()
    lower = open ? raiseLayer(close) : () => undefined
  }
  watch(isOpen, follow, { immediate: true })
  onScopeDispose(() => lower())
}

/** Whether there was one to close. */
export function closeTopLayer(): boolean {
  const top = layers.at(-1)
  top?.()
  return top !== undefined
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || isTyping(event)) return
  event.preventDefault()
  closeTopLayer()
}

/** Esc in a field ends what an input method is composing. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null
}

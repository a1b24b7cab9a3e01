import { onScopeDispose } from 'vue'

/** Letters that do something on a page at a desk; typing into a field is left alone. */
export function useDeskKeys(keys: Readonly<Record<string, () => void>>): void {
  function press(event: KeyboardEvent): void {
    const act = keys[event.key]
    if (act === undefined || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey)
      return
    event.preventDefault()
    act()
  }

  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null
}

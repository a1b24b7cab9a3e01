/** Lock a phone that nobody touches. */
import { lock, lockState } from './lock'

export const IDLE_MS = 15 * 60_000
const LOOK_MS = 30_000
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const

/** Watch for as long as the page lives; `now` in ms. */
export function lockWhenIdle(now: () => number): void {
  let touched = now()
  const note = () => {
    touched = now()
  }
  const look = () => {
    if (lockState.value === 'open' && now() - touched >= IDLE_MS) lock()
  }
  for (const touch of TOUCHES)
    window.addEventListener(touch, note, { capture: true, passive: true })
  // Timers sleep with the phone, so its waking is looked at too, before the touch that woke it counts.
  document.addEventListener('visibilitychange', look)
  setInterval(look, LOOK_MS)
}

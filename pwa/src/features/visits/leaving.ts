/** Leaving a form whose last words could not be kept: only after a clear yes. */
import { onBeforeRouteLeave } from 'vue-router'
import { say } from '@/core/texts'
import { askToConfirm } from '@/ui/dialogs'

export function askToLeave(): Promise<boolean> {
  return askToConfirm({
    title: say('visits.form.leaveTitle'),
    words: say('visits.form.leaveWords'),
    yes: say('visits.form.leaveYes'),
    no: say('visits.form.leaveNo'),
  })
}

/** Ask before the page is left while `isUnsaved` says so. */
export function useLeaveGuard(isUnsaved: () => boolean): void {
  onBeforeRouteLeave(() => !isUnsaved() || askToLeave())
}

import { closeDialog, showConfirmDialog, showToast } from 'vant'
import 'vant/es/dialog/style/index'
import 'vant/es/toast/style/index'
import { raiseLayer } from './layers'

export interface Question {
  title: string
  words: string
  yes: string
  no: string
  /** What is said yes to takes something away, so yes is red. */
  danger?: boolean
}

/** Ask before something that cannot be taken back; true when the person says yes. */
export function askToConfirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const lower = raiseLayer(() => {
      closeDialog()
      answer(false)
    })
    const answer = (yes: boolean) => {
      lower()
      resolve(yes)
    }
    const { title, words, yes, no, danger = false } = question
    const look = danger ? { confirmButtonColor: 'var(--alarm)' } : {}
    const buttons = { confirmButtonText: yes, cancelButtonText: no, ...look }
    // Esc and the back key are the layers' own; Vant would close the dialog without an answer.
    const keys = { keyboardEnabled: false, closeOnPopstate: false }
    showConfirmDialog({ title, message: words, ...buttons, ...keys }).then(
      () => answer(true),
      () => answer(false),
    )
  })
}

/** Say in passing that something was done. */
export function tell(words: string): void {
  showToast({ message: words, duration: 2500 })
}

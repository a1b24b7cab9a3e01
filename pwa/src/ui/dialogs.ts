import { showConfirmDialog, showToast } from 'vant'
import 'vant/es/dialog/style/index'
import 'vant/es/toast/style/index'

export interface Question {
  title: string
  words: string
  yes: string
  no: string
}

/** Ask before something that cannot be taken back; true when the person says yes. */
export async function askToConfirm(question: Question): Promise<boolean> {
  try {
    await showConfirmDialog({
      title: question.title,
      message: question.words,
      confirmButtonText: question.yes,
      cancelButtonText: question.no,
    })
    return true
  } catch {
    // Vant answers 取消 by rejecting.
    return false
  }
}

/** Say in passing that something was done. */
export function tell(words: string): void {
  showToast({ message: words, duration: 2500 })
}

import { effectScope, nextTick, ref } from 'vue'
import { expect, test } from 'vitest'
import { isBusy, raiseBusy, useBusy, useBusyWhile } from '@/core/busy'

test('the app is busy until the last open form is closed', () => {
  const closeVisit = raiseBusy()
  const closeNote = raiseBusy()

  closeVisit()
  closeVisit()
  expect(isBusy.value).toBe(true)

  closeNote()
  expect(isBusy.value).toBe(false)
})

test('a form counts as open for as long as it lives', () => {
  const form = effectScope()

  form.run(useBusy)
  expect(isBusy.value).toBe(true)

  form.stop()
  expect(isBusy.value).toBe(false)
})

test('a sheet counts as an open form while it is shown', async () => {
  const sheet = effectScope()
  const open = ref(false)
  sheet.run(() => useBusyWhile(() => open.value))
  expect(isBusy.value).toBe(false)

  open.value = true
  await nextTick()
  expect(isBusy.value).toBe(true)

  sheet.stop()
  expect(isBusy.value).toBe(false)
})

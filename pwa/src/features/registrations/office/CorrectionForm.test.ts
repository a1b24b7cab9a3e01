import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { isBusy } from '@/core/busy'
import { texts } from '@/core/texts'
import { writtenForm } from '../act'
import { anAct, aWholeForm, TRIAGED } from '../testing'
import CorrectionForm from './CorrectionForm.vue'

const ACT = anAct({ form: writtenForm(aWholeForm(), TRIAGED) })

function shown() {
  return mount(CorrectionForm, {
    props: { act: ACT, busy: false },
    global: { plugins: [texts] },
  })
}

test('what was changed is handed over with the reason, and nothing else', async () => {
  const form = shown()
  expect(isBusy.value).toBe(true)
  expect(form.findAll('button').at(-1)?.attributes('disabled')).toBeDefined()

  await form.find('input[name=contact_name]').setValue('王五')
  await form.findAll('button').at(-1)?.trigger('click')
  expect(form.text()).toContain('请写明原因')
  expect(form.emitted('save')).toBeUndefined()

  await form.find('textarea[name=reason]').setValue(' 写错了 ')
  await form.findAll('button').at(-1)?.trigger('click')
  expect(form.emitted('save')).toEqual([['写错了', { contact_name: ['李二', '王五'] }]])
  form.unmount()
  expect(isBusy.value).toBe(false)
})

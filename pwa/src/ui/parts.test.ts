import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { createI18n } from 'vue-i18n'
import ActionButton from './ActionButton.vue'
import ChoiceField from './ChoiceField.vue'
import DayField from './DayField.vue'
import InfoCard from './InfoCard.vue'
import PhotoGrid from './PhotoGrid.vue'
import SelectField from './SelectField.vue'
import StatusTag from './StatusTag.vue'
import TextField from './TextField.vue'
import words from './locales/zh-CN.json'

const kinds = [
  { value: 'water', label: '废水' },
  { value: 'air', label: '废气' },
]

const plugins = [
  createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': { ui: words } } }),
  createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: {} }],
  }),
]

function photos(most: number): VueWrapper {
  return mount(PhotoGrid, {
    props: { photos: [{ id: 'p1', url: 'data:,', caption: '排放口' }], most },
    global: { plugins },
  })
}

describe('a status', () => {
  test('is told by a word and a sign, not by its colour alone', () => {
    const tag = mount(StatusTag, { props: { tone: 'alarm' }, slots: { default: '已超期' } })

    expect(tag.text()).toBe('已超期')
    expect(tag.find('svg').exists()).toBe(true)
  })
})

describe('a button', () => {
  test('does nothing while its work is under way', async () => {
    const button = mount(ActionButton, { props: { busy: true }, slots: { default: '保存' } })

    await button.trigger('click')

    expect(button.emitted('click')).toBeUndefined()
  })
})

describe('a choice', () => {
  test('takes the tapped word', async () => {
    const field = mount(ChoiceField, {
      props: { label: '类别', choices: kinds, modelValue: null },
    })

    await field.findAll('input')[1]?.setValue()

    expect(field.emitted('update:modelValue')).toEqual([['air']])
  })
})

describe('a selection', () => {
  test('gives null for nothing chosen', async () => {
    const field = mount(SelectField, {
      props: { label: '类别', choices: kinds, modelValue: 'water', none: '请选择' },
    })

    await field.get('select').setValue('')

    expect(field.emitted('update:modelValue')).toEqual([[null]])
  })
})

describe('a day', () => {
  test('is shown as the reader writes dates', () => {
    const field = mount(DayField, {
      props: { label: '从', modelValue: '2026-11-23' },
      global: { plugins },
    })

    expect(field.text()).toContain('2026年11月23日')
  })
})

describe('a text field', () => {
  test('shows its problem in words and belongs to its label', () => {
    const field = mount(TextField, {
      props: { label: '联系电话', modelValue: '12', problem: '号码太短' },
    })

    expect(field.text()).toContain('号码太短')
    expect(field.get('label').attributes('for')).toBe(field.get('input').attributes('id'))
  })
})

describe('a card', () => {
  test('with a target is a link as a whole', () => {
    const card = mount(InfoCard, { props: { title: '一企一档', to: '/x' }, global: { plugins } })

    expect(card.element.tagName).toBe('A')
    expect(card.attributes('href')).toBe('/x')
  })
})

describe('the photos', () => {
  test('can be taken away and added to where new ones are wanted', async () => {
    const grid = photos(9)

    await grid.get('.photo-remove').trigger('click')

    expect(grid.emitted('remove')).toEqual([['p1']])
    expect(grid.find('input[type=file]').exists()).toBe(true)
    expect(grid.text()).toContain('1/9')
  })

  test('of a closed visit can only be looked at', () => {
    const grid = photos(0)

    expect(grid.find('.photo-remove').exists()).toBe(false)
    expect(grid.find('input').exists()).toBe(false)
  })
})

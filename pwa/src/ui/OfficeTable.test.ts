import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import OfficeTable from './OfficeTable.vue'

enableAutoUnmount(afterEach)

const rows = (...ids: string[]): { id: string }[] => ids.map((id) => ({ id }))

test('the focus goes from the first row on, also when other rows took the place of the old', async () => {
  const table = mount(OfficeTable<{ id: string }>, {
    props: {
      columns: [{ key: 'id', title: '' }],
      rows: rows('c', 'd', 'e'),
      label: '',
      opens: true,
    },
    slots: { id: ({ row }: { row: { id: string } }) => row.id },
    attachTo: document.body,
  })
  const focused = (): string => document.activeElement?.textContent ?? ''
  Element.prototype.scrollIntoView = () => undefined

  await table.setProps({ rows: rows('a', 'e', 'b', 'd') })
  const lines = table.findAll<HTMLElement>('tbody tr')
  lines[0]?.element.focus()
  const seen = [focused()]
  for (const line of lines) {
    await line.trigger('keydown', { key: 'ArrowDown' })
    seen.push(focused())
  }

  expect(seen).toEqual(['a', 'e', 'b', 'd', 'd'])
})

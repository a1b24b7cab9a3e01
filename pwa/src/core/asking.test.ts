import { expect, test } from 'vitest'
import { useSending } from './asking'
import type { Answer } from './http'

const REFUSED: Answer<string> = {
  ok: false,
  kind: 'refused',
  status: 422,
  problem: { code: '422.22', title: '没有这个镇街', detail: '长安' },
  retryAfter: null,
}

test('a refusal stays beside the form in the words of the bureau until something is taken', async () => {
  const { problem, send } = useSending(() => '没有网络')

  await send(Promise.resolve(REFUSED))
  expect(problem.value).toBe('没有这个镇街：长安')

  await send(Promise.resolve({ ok: true, status: 200, value: 'saved' }))
  expect(problem.value).toBe('')
})

test('without a network the words of the form are said', async () => {
  const { problem, send } = useSending(() => '没有网络')

  await send(Promise.resolve<Answer<string>>({ ok: false, kind: 'network' }))

  expect(problem.value).toBe('没有网络')
})

test('a form is busy for as long as its answer is on the way', async () => {
  const { busy, send } = useSending(() => '')
  const sent = send(Promise.resolve(REFUSED))

  expect(busy.value).toBe(true)
  await sent
  expect(busy.value).toBe(false)
})

import { expect, test, vi } from 'vitest'
import { notify, openInbox, wordsOf, type Window, type Windows } from './notifying'

function window(known: Partial<Window> = {}) {
  return {
    ...{ focused: false, visibilityState: 'hidden' as DocumentVisibilityState },
    focus: vi.fn(() => Promise.resolve()),
    postMessage: vi.fn(),
    ...known,
  }
}

function windows(...open: readonly Window[]) {
  return {
    matchAll: () => Promise.resolve(open),
    openWindow: vi.fn(() => Promise.resolve()),
  } satisfies Windows
}

test.each([
  ['{"v":1,"kind":"nudge","n":3}', '有 3 条新消息'],
  ['{"v":2,"kind":"later","n":1,"more":[]}', '有 1 条新消息'],
  ['{"n":0}', '有 1 条新消息'],
  ['{"n":"many"}', '有 1 条新消息'],
  ['null', '有 1 条新消息'],
  ['', '有 1 条新消息'],
  ['<html>', '有 1 条新消息'],
])('a push that says %s is shown as %s', (text, words) => {
  expect(wordsOf(text)).toBe(words)
})

test('a push shows one notification, and open windows fetch what is new', async () => {
  const open = window()
  const showNotification = vi.fn(() => Promise.resolve())

  await notify({ showNotification }, windows(open), '{"n":2}')

  expect(showNotification).toHaveBeenCalledWith(
    '上门办',
    expect.objectContaining({ body: '有 2 条新消息', tag: 'messages' }),
  )
  expect(open.postMessage).toHaveBeenCalledWith({ type: 'NEW_MESSAGE' })
})

test('a system that shows no notifications is no trouble', async () => {
  const showNotification = () => Promise.reject(new TypeError('not granted'))

  await expect(notify({ showNotification }, windows(), '')).resolves.toBeUndefined()
})

test('without a window the inbox opens in a new one', async () => {
  const none = windows()

  await openInbox(none)

  expect(none.openWindow).toHaveBeenCalledWith('/messages')
})

test.each([
  ['the one in front', { focused: true }],
  ['the one in sight', { visibilityState: 'visible' as DocumentVisibilityState }],
])('of several windows one goes to the inbox: %s', async (_, known) => {
  const [behind, chosen] = [window(), window(known)]
  const several = windows(behind, chosen)

  await openInbox(several)

  expect(chosen.postMessage).toHaveBeenCalledWith({ type: 'GO', path: '/messages' })
  expect(chosen.focus).toHaveBeenCalledOnce()
  expect(behind.postMessage).not.toHaveBeenCalled()
  expect(several.openWindow).not.toHaveBeenCalled()
})

test('a window that may not come forward shows the inbox all the same', async () => {
  const only = window({ focus: () => Promise.reject(new Error('InvalidAccessError')) })

  await openInbox(windows(only))

  expect(only.postMessage).toHaveBeenCalledOnce()
})

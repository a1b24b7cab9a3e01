import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type Policy = Record<'createScriptURL', (address: string) => unknown>

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

test('a browser without Trusted Types takes the plain address', async () => {
  const { worker } = await import('./own-scripts')

  expect(worker).toBe('/sw.js')
})

test('the one policy lets the service worker through and nothing else', async () => {
  const made = new Map<string, Policy>()
  const createPolicy = (name: string, rules: Policy): Policy => {
    made.set(name, rules)
    return rules
  }
  vi.stubGlobal('trustedTypes', { createPolicy })

  const { worker } = await import('./own-scripts')

  expect(worker).toBe('/sw.js')
  expect([...made.keys()]).toEqual(['doorstep'])
  for (const other of ['/other.js', 'https://elsewhere.example/sw.js', '/sw.js?x', 'data:,1'])
    expect(() => made.get('doorstep')?.createScriptURL(other)).toThrow(TypeError)
})

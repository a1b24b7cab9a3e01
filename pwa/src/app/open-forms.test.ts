import { expect, test } from 'vitest'

const sources = import.meta.glob<string>(['/src/**/*.vue', '/src/**/*.ts', '!/src/**/*.test.ts'], {
  eager: true,
  query: '?raw',
  import: 'default',
})

/** What a person fills in; searches and filters of lists are not forms. */
const FORM =
  /<(TextField|ChoiceField|FileButton|PhotoTaker|SignatureSheet|textarea|form)\b|type="checkbox"/
const KEEPS_STILL = /useBusy(While)?\(|raiseBusy\(|useDraft\(/
/** Takes effect at the first tap, so nothing can be lost; or is its slice's own concern. */
const AT_ONCE = [
  '/src/features/accounts/ReadingSettings.vue',
  '/src/features/messages/NotificationsPage.vue',
  '/src/features/reports/desk/ActsCard.vue',
  '/src/features/visits/VisitsPage.vue',
]

const components = Object.entries(sources).filter(
  ([path]) => path.endsWith('.vue') && !path.startsWith('/src/ui/'),
)

/** Whether every page that shows this component counts as an open form. */
function isSafe(path: string, seen: readonly string[] = []): boolean {
  if (KEEPS_STILL.test(sources[path] ?? '')) return true
  const name = path.split('/').at(-1) ?? ''
  const users = components.filter(
    ([user, text]) => user !== path && !seen.includes(user) && text.includes(`/${name}'`),
  )
  return users.length > 0 && users.every(([user]) => isSafe(user, [...seen, path]))
}

test('no update is offered over a page on which something is filled in', () => {
  const forms = components
    .filter(([path, text]) => FORM.test(text) && !AT_ONCE.includes(path))
    .map(([path]) => path)

  expect(forms.length).toBeGreaterThan(10)
  expect(forms.filter((path) => !isSafe(path))).toEqual([])
})

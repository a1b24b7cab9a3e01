import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { notify, openInbox } from './notifying'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0]
}

// Only the app's own files are kept. What the bureau answers under /api never is: records live
// in IndexedDB, where they belong to one person.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//] }),
)

// A page asks for the change-over when no form is open; by itself a new version waits.
self.addEventListener('message', (event) => {
  if (isChangeOver(event.data)) void self.skipWaiting()
})

self.addEventListener('push', (event) => {
  event.waitUntil(notify(self.registration, self.clients, event.data?.text() ?? ''))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openInbox(self.clients))
})

function isChangeOver(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING'
}

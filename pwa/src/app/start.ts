import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import { takeBallast } from '@/core/ballast'
import { clock } from '@/core/clock'
import { proveBy } from '@/core/http'
import { restoreSettings, settings } from '@/core/settings'
import { texts } from '@/core/texts'
import { lockWhenIdle } from '@/core/vault/idling'
import { useSession } from '@/features/accounts/public'
import '@/ui/theme.css'
import '@/ui/kit.css'
import '@/ui/paper.css'
import App from './App.vue'
import { guard, router } from './router'
import { useLanguage } from './languages'
import { watchForUpdates } from './updates'

/** Bring back what this browser keeps, then show the page; the network is not waited for. */
export async function start(): Promise<void> {
  const app = createApp(App).use(createPinia()).use(texts)
  const session = useSession()
  await Promise.all([restoreSettings(), session.restore()])
  await useLanguage(settings.locale)
  watch(
    () => settings.locale,
    (locale) => void useLanguage(locale),
  )

  guard(
    router,
    () => session.person?.role ?? null,
    () => session.locked !== null,
  )
  app.use(router).mount('#app')
  void session.confirm()
  lockWhenIdle(() => clock.now().getTime())
  watchForUpdates()
  void takeBallast()
  proveBy(async () => (await import('./proving')).prove())
  void import('./proving').then(({ keepProving }) => keepProving())
  void import('./wiping').then(({ watchForOrders }) => watchForOrders())
}

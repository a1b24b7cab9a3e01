import type { RouterHistory } from 'vue-router'
import { closeTopLayer } from '@/ui/layers'

/** Let the phone's back key close what lies over the page before it leaves the page. */
export function layersFirst(history: RouterHistory): RouterHistory {
  const listen = history.listen.bind(history)
  history.listen = (callback) =>
    listen((to, from, info) => {
      if (info.delta < 0 && closeTopLayer()) history.go(-info.delta, false)
      else callback(to, from, info)
    })
  return history
}

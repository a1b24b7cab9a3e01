import { useRouter } from 'vue-router'

/** From a page about a case to the case, so that the next way back leads to what was before it. */
export function useLeaving(id: string): () => Promise<void> {
  const router = useRouter()
  const path = `/cases/${id}`
  return async () => {
    if (router.options.history.state['back'] === path) router.back()
    else await router.replace(path)
  }
}

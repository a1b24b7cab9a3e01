import { ref, useTemplateRef, type Ref } from 'vue'
import { useDeskKeys } from '@/ui/desk-keys'

/**
 * The keys of a page at a desk: from row to row by `step`, to the search in what the page calls
 * `bar`, to the workbook of its `exporter`. Returns whether the page shows what the keys do.
 */
export function usePageKeys(step: (by: number) => void): Ref<boolean> {
  const isHelping = ref(false)
  const bar = useTemplateRef<HTMLElement>('bar')
  const exporter = useTemplateRef<{ save: () => Promise<void> }>('exporter')
  useDeskKeys({
    j: () => step(1),
    k: () => step(-1),
    e: () => void exporter.value?.save(),
    '/': () => bar.value?.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
    '?': () => {
      isHelping.value = true
    },
  })
  return isHelping
}

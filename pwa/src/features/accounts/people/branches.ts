import { ref, type Ref } from 'vue'
import { request } from '@/core/http'
import { wire } from '@/core/wire'

/** The bureau's branches to choose from; empty until the bureau has answered. */
export function useBranches(): Ref<{ value: string; label: string }[]> {
  const branches = ref<{ value: string; label: string }[]>([])
  void request('GET', '/api/organisation').then((answer) => {
    if (!answer.ok) return
    branches.value = wire('OrganisationOut', answer.value).list('branches', (raw) => {
      const branch = wire('BranchOut', raw)
      return { value: branch.text('id'), label: branch.text('name') }
    })
  })
  return branches
}

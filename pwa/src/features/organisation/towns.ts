import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useTable } from '@/features/replica/public'
import { TOWN, type TownRow } from './rows'

export interface Towns {
  /** The town's name, or words for a town that is not known. */
  nameOf(code: string | null): string
  /** All towns with those of one branch first, each part by code. */
  choices(branchId: string | null): { value: string; label: string }[]
  /** The town of a branch that looks after one only; '' where it has to be asked. */
  onlyTownOf(branchId: string | null): string
  readonly all: ComputedRef<readonly TownRow[]>
}

/** The towns of the city, from this phone. */
export function useTowns(): Towns {
  const { t } = useI18n()
  const towns = useTable(TOWN)
  const all = computed(() => [...towns.all()].sort((a, b) => a.id.localeCompare(b.id)))

  function nameOf(code: string | null): string {
    return (code === null ? null : towns.get(code)?.name) ?? t('ui.townUnknown')
  }

  function ofBranch(branchId: string | null): readonly TownRow[] {
    return all.value.filter((town) => town.branch_id !== null && town.branch_id === branchId)
  }

  function onlyTownOf(branchId: string | null): string {
    const [first, ...others] = ofBranch(branchId)
    return others.length === 0 ? (first?.id ?? '') : ''
  }

  function choices(branchId: string | null) {
    const own = ofBranch(branchId)
    const rest = all.value.filter((town) => !own.includes(town))
    return [...own, ...rest].map((town) => ({ value: town.id, label: town.name }))
  }

  return { nameOf, choices, onlyTownOf, all }
}

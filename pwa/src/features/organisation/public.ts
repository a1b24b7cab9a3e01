export { BRANCH, PERSON, TOWN, type BranchRow, type PersonRow, type TownRow } from './rows'
export { useTowns, type Towns } from './towns'

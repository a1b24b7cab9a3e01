/** What every page at a desk has in common: a list with keys, and a workbook of what is shown. */
export { default as DeskList } from './DeskList.vue'
export { default as ExportButton } from './ExportButton.vue'
export { default as KeysSheet } from './KeysSheet.vue'
export { usePageKeys } from './page-keys'

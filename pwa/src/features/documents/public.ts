/** The papers of acts whose ids are given, in that order; shows nothing where there are none. */
export { default as PaperList } from './PaperList.vue'
/** The same at a desk, asked of the bureau. */
export { default as PapersAtDesk } from './PapersAtDesk.vue'
export { PAPER, type PaperRow } from './rows'

/** The papers of acts whose ids are given, in that order; shows nothing where there are none. */
export { default as PaperList } from './PaperList.vue'
export { PAPER, type PaperRow } from './rows'

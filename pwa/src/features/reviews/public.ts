export { useReviewCounter } from './counting'
export { default as ReviewWords } from './ReviewWords.vue'
export { commandWords } from './words'

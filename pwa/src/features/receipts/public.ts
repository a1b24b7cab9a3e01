export { receiptSigner, type Place } from './signing'

/** Reading QR codes with ZXing, on the phone itself: a browser's own reader is often missing or broken. */
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** The text of a QR code in the picture; null when there is none. */
export async function readQrCode(picture: Blob | ImageData): Promise<string | null> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  prepareZXingModule({ overrides: { locateFile: () => wasm } })
  const [code] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 })
  return code?.isValid ? code.text : null
}

// Reads Code 128 and QR. In a file of its own, loaded when a scan is first asked for; the reader is
// compiled once and comes from our own server, like everything else.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import reader from 'zxing-wasm/reader/zxing_reader.wasm?url'

prepareZXingModule({ overrides: { locateFile: (path: string, before: string) => (path.endsWith('.wasm') ? reader : before + path) } })

export type CodeFormat = 'Code128' | 'QRCode'
/** The text of the first code in a picture; null where there is none. */
export async function readCodes(picture: Blob | ImageData, isStill: boolean, formats: CodeFormat[] = ['Code128', 'QRCode']): Promise<string | null> {
  const found = await readBarcodes(picture, { formats, tryHarder: isStill, tryInvert: isStill, maxNumberOfSymbols: 1 })
  return found.find((one) => one.isValid && one.text !== '')?.text ?? null
}

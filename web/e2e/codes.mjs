// Draws a Code 128 or a QR as a photo would show it: a PNG with a white margin.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')))
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } })

export async function drawCode(text, format) {
  const { image, error } = await writeBarcode(text, { format, scale: format === 'QRCode' ? 8 : 3, addQuietZones: true })
  if (!image) throw new Error(error)
  return Buffer.from(await image.arrayBuffer())
}

const [WIDTH, HEIGHT] = [640, 480]
/** A film of one picture, as Chromium's camera for tests takes it: the code in the middle of a desk. */
export async function filmCode(text, format) {
  const { symbol } = await writeBarcode(text, { format, scale: 1, addQuietZones: true })
  const scale = Math.floor(Math.min(WIDTH * 0.8 / symbol.width, HEIGHT * 0.6 / symbol.height))
  const light = Buffer.alloc(WIDTH * HEIGHT, 180)
  const [left, top] = [Math.floor((WIDTH - symbol.width * scale) / 2), Math.floor((HEIGHT - symbol.height * scale) / 2)]
  for (let y = 0; y < symbol.height * scale; y += 1)
    for (let x = 0; x < symbol.width * scale; x += 1)
      light[(top + y) * WIDTH + left + x] = symbol.data[Math.floor(y / scale) * symbol.width + Math.floor(x / scale)] > 127 ? 235 : 16
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc(WIDTH * HEIGHT / 2, 128)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame])
}

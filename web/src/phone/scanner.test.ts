// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule } from 'zxing-wasm/reader'
import { describe, expect, it } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the journeys
import { drawCode } from '../../e2e/codes.mjs'
import { readCodes } from './scanner'

const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } })
const photo = async (text: string, format: string): Promise<Blob> => new Blob([await (drawCode as (text: string, format: string) => Promise<ArrayBuffer>)(text, format)])

describe('a photo', () => {
  it.each([['14011000000122', 'Code128'], ['FX1:018c0000-0000-7000-8000-00000000000a', 'QRCode']])('of %s as %s is read', async (text, format) => {
    expect(await readCodes(await photo(text, format), true)).toBe(text)
  })
  it('of another kind of code is not', async () => {
    expect(await readCodes(await photo('4006381333931', 'EAN13'), true)).toBeNull()
  })
})

// What a scanned line is, and what is said of it at once. A hand scanner types a code and an Enter.

import { readCode } from '@/sampling/code'

export type Heard = 'good' | 'shape' | 'check' | 'twice' | 'extra' | 'full'

/** What is said of a line, beside what was scanned and what the other side gave, where that is known. */
export function hear(text: string, scanned: readonly string[], given: readonly string[] | null): { heard: Heard; code: string } {
  const read = readCode(text)
  if ('flaw' in read) return { heard: read.flaw, code: text.trim() }
  if (scanned.includes(read.code)) return { heard: 'twice', code: read.code }
  return { heard: given !== null && !given.includes(read.code) ? 'extra' : 'good', code: read.code }
}

/** A tube that is not of this hand-over was found all the same: it is counted. */
export const isKept = (heard: Heard): boolean => heard === 'good' || heard === 'extra'
export const missingOf = (given: readonly string[], scanned: readonly string[]): string[] => given.filter((code) => !scanned.includes(code))

const ROWS = 'ABCDEFGH'
/** The wells of a plate down its columns, as a pipette fills it: A01, B01 … H12. */
export const wells = (): string[] => Array.from({ length: 12 }, (_, column) => [...ROWS].map((row) => `${row}${String(column + 1).padStart(2, '0')}`)).flat()
/** The last two wells hold the controls. */
export const CONTROLS = { negative: 'G12', positive: 'H12' } as const
export const tubeWells = (): string[] => wells().filter((well) => well !== CONTROLS.negative && well !== CONTROLS.positive)

/** A Ct value as it is typed, in hundredths; null where nothing rose, undefined where it is no number. */
export function readCt(text: string): number | null | undefined {
  const bare = text.normalize('NFKC').trim()
  if (bare === '' || bare === '-') return null
  if (!/^\d{1,2}(\.\d{1,12})?$/.test(bare)) return undefined
  const hundredths = Math.floor(Number(bare) * 100 + 1e-6)
  return hundredths >= 1 && hundredths <= 5000 ? hundredths : undefined
}
export const shownCt = (ct: number | null | undefined): string => (ct === null || ct === undefined ? '' : (ct / 100).toFixed(2))

/** What the curves say; the server decides by the same rule. */
export function proposed(orf: number | null, n: number | null, bar: number): 'negative' | 'positive' | 'unclear' {
  const risen = [orf, n].filter((ct) => ct !== null && ct < bar).length
  return risen === 0 ? 'negative' : risen === 1 ? 'unclear' : 'positive'
}

/** 4.5 as tenths of a degree; null where nothing is written, undefined where it is no number. */
export function readTemperature(text: string): number | null | undefined {
  const bare = text.normalize('NFKC').trim().replace(/°C$/i, '')
  if (bare === '') return null
  return /^-?\d{1,2}(\.\d)?$/.test(bare) ? Math.round(Number(bare) * 10) : undefined
}

/** SHA-256 of a file in hexadecimal, as its manifest states it. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

// A scan that the gate decided by itself, as it is sent later: 40 bytes (core::scans::GateRecord).
import { CHECKS, WHYS, type Check, type Why } from './decide'
import { unhex, type Color } from './pass'

export interface GateRecord {
  /** A UUID: what is sent twice is one scan. */
  id: string
  /** Of whom: 16 signs of hex, all zero where the code was none. */
  alias: string
  /** When, by the corrected clock. */
  at: number
  why: Why
  color: Color | null
  checks: Check[]
  temperature: number | null
}
export const RECORD_BYTES = 40
const COLORS: Color[] = ['green', 'yellow', 'red']

export function bytesOf(record: GateRecord): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RECORD_BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(unhex(record.id.replaceAll('-', '')), 0)
  bytes.set(unhex(record.alias), 16)
  view.setBigInt64(24, BigInt(record.at))
  view.setUint8(32, WHYS.indexOf(record.why))
  view.setUint8(33, record.color === null ? 0 : COLORS.indexOf(record.color) + 1)
  view.setUint8(34, record.checks.reduce((all, check) => all | 1 << CHECKS.indexOf(check), 0))
  view.setInt16(36, record.temperature ?? 0)
  return bytes
}
export function joined(records: readonly GateRecord[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(records.length * RECORD_BYTES)
  records.forEach((record, n) => { bytes.set(bytesOf(record), n * RECORD_BYTES) })
  return bytes
}

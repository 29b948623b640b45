// What may be believed of a code without a network: by the keys that were taken along, and the clock.
import { verifyAsync } from '@noble/ed25519'
import { hex, parse, proven, SECONDS, unhex, type Pass } from './pass'
import type { Why } from './decide'

/** Sheets of somebody that were made before a moment are over: one was lost. Names nobody. */
export interface EndedPaper { sum: string; before: number }
export interface Key { day: string; id: string; public: string }
const CLOCK_MS = 60_000
const CITY_MS = 8 * 3_600_000
/** The day of the city's calendar, which is eight hours ahead. */
export const cityDay = (at: number): string => new Date(at + CITY_MS).toISOString().slice(0, 10)

export type Believed = { pass: Pass } | { why: Why }
/** The same as `believe_by_keys` of the server, in the same order. */
export async function believe(text: string, city: string, keys: readonly Key[], now: number): Promise<Believed> {
  const signed = parse(text, city)
  if (!signed) return { why: 'pass_forged' }
  const { pass } = signed
  const key = keys.find(({ id, day }) => id === signed.key && day === cityDay(pass.made_at))
  // As strictly as the server: no second way of writing a signature, no key that fits many.
  const isSigned = key !== undefined && await verifyAsync(signed.signature, await proven(signed), unhex(key.public), { zip215: false }).catch(() => false)
  if (!isSigned) return { why: 'pass_forged' }
  if (now >= pass.made_at + SECONDS[pass.kind] * 1_000) return { why: 'pass_old' }
  if (now + CLOCK_MS < pass.made_at) return { why: 'pass_not_yet' }
  return { pass }
}

/** Whether a sheet was ended, by the list that was taken along. */
export async function isEnded(pass: Pass, ended: readonly EndedPaper[]): Promise<boolean> {
  if (pass.kind !== 'paper' || ended.length === 0) return false
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`ended paper\n${pass.alias}`))
  const known = hex(new Uint8Array(sum)).slice(0, 16)
  return ended.some((one) => one.sum === known && pass.made_at < one.before)
}

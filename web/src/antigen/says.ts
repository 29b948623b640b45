// What the room of antigen tests says of a row, and how a photo is read for sending.
import type { AntigenOwn, AntigenRow, Me } from '@/api/contract'

export type Tone = 'good' | 'calm' | 'warn' | 'grave'
/** The largest photo that the server takes, in bytes. */
export const PHOTO_BYTES_MAX = 4 * 1024 * 1024

const TONES: Record<NonNullable<AntigenRow['step']>, Tone> = { waiting: 'grave', retaken: 'warn', refuted: 'good', confirmed: 'grave', positive_before: 'grave', withdrawn: 'calm' }

export function toneOf(row: Pick<AntigenOwn, 'outcome' | 'step'>): Tone {
  if (row.step) return TONES[row.step]
  return row.outcome === 'positive' ? 'grave' : row.outcome === 'invalid' ? 'warn' : 'calm'
}

/** Where somebody sees antigen tests: the places of the roles that may, the city first. */
export function roomPlaces(me: Pick<Me, 'roles'> | null): { code: string; name: string }[] {
  const own = (me?.roles ?? []).filter((held) => held.role === 'city_command' || held.role === 'community_registrar')
  return own.map((held) => ({ code: held.jurisdiction, name: held.place_name })).sort((a, b) => a.code.length - b.code.length)
}

/** Whether there is something below a place that is looked at by itself. */
export const opens = (code: string): boolean => code.length < 12

/** When a test was done that many hours ago; nothing for just now, which the server knows better. */
export const testedAt = (hours: number, now: number): number | null => (hours === 0 ? null : now - hours * 3_600_000)

/** The bytes of a photo in base64, without the head of a data address. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return btoa(text)
}

// What the room of filings chooses from, and how the time of a day is written.
import type { GatheringKind, GatheringReply, Precaution } from '@/api/contract'

export const KINDS: GatheringKind[] = ['wedding', 'funeral', 'banquet', 'meeting', 'training', 'show', 'match', 'fair', 'fete', 'greeting', 'other']
export const PRECAUTIONS: Precaution[] = ['temperature', 'code_check', 'masks', 'distance', 'own_dishes', 'disinfection', 'name_list']
export const REPLIES: GatheringReply[] = ['noted', 'shrink', 'postpone', 'refused']

const two = (n: number): string => String(n).padStart(2, '0')
/** 690 is 11:30. */
export const clockOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
/** 11:30 is 690; null where it is no time of a day. */
export function minuteOf(text: string): number | null {
  const found = /^([01]?\d|2[0-3])[:\uff1a]([0-5]\d)$/.exec(text.trim())
  return found === null ? null : Number(found[1]) * 60 + Number(found[2])
}

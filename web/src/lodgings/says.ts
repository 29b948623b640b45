import type { Lodging, LodgingGuest } from '@/api/contract'
import type { LodgingWords } from '@/words/lodgings'

export interface Said { says: string; tone: 'good' | 'middle' | 'bad' | 'none' }

/** Whether something is wanting of a house: its report of today, or a disinfection. */
export function isLacking(one: Lodging): boolean {
  return !one.has_page || (one.kind === 'hotel' && !one.reported) || one.wanting + one.wanting_yesterday > 0
}

/** What a house said of today. */
export function reportedSays(one: Lodging, words: LodgingWords): Said {
  if (!one.has_page) return { says: words.noPage, tone: 'none' }
  if (one.kind !== 'hotel') return { says: '', tone: 'none' }
  if (one.reported) return { says: one.came > 0 ? words.came(one.came) : words.noneCame, tone: 'good' }
  return one.silent ? { says: words.silent, tone: 'bad' } : { says: words.notYet, tone: 'middle' }
}

/** Which disinfections are wanting. */
export function wantingSays(one: Lodging, words: LodgingWords): string[] {
  const said: string[] = []
  if (one.wanting > 0) said.push(words.wanting(one.wanting))
  if (one.wanting_yesterday > 0) said.push(words.yesterday(one.wanting_yesterday))
  return said
}

/** Whether somebody stays at a house and waits to be received. */
export function waitsAtHouse(one: LodgingGuest): boolean {
  return one.state === 'handed' && (one.way === 'lodging' || one.stay === 'lodging')
}

import type { CaseSeen, ContactRow, OperationRow } from '@/api/contract'
import { momentTitle, timeOf, dayOf } from '@/days'
import type { CaseWords } from '@/words/cases'
import type { SharedWords } from '@/words/shared'

export interface LineRow { key: string; is: 'episode' | 'gap'; from: number; to: number; at: number }

/** Episodes and gaps in one order: by when each begins. */
export function lineOf(seen: Pick<CaseSeen, 'episodes' | 'gaps'>): LineRow[] {
  const episodes = seen.episodes.map((one, at): LineRow => ({ key: `e${at}`, is: 'episode', from: one.from, to: one.to, at }))
  const gaps = seen.gaps.map((one, at): LineRow => ({ key: `g${at}`, is: 'gap', from: one.from, to: one.to, at }))
  return [...episodes, ...gaps].sort((a, b) => a.from - b.from || a.to - b.to)
}

/** From when to when: the day once where both are on it. */
export function spanText(from: number, to: number, words: SharedWords): string {
  if (from === to) return momentTitle(from, words)
  const end = dayOf(from) === dayOf(to) ? timeOf(to) : momentTitle(to, words)
  return `${momentTitle(from, words)} – ${end}`
}

export const hoursOf = (from: number, to: number): number => Math.round((to - from) / 3_600_000)

/** How long two were together, or how far apart. */
export function sharedText(row: { overlap_s: number; gap_s: number }, words: CaseWords): string {
  return row.overlap_s > 0 ? words.together(Math.round(row.overlap_s / 60)) : words.apart(Math.round(row.gap_s / 60))
}

/** Whether a tracer has something to decide of somebody. */
export const isOpen = (row: Pick<ContactRow, 'verdict' | 'released_at'>): boolean => row.released_at === null && row.verdict !== 'none'

/** How a step stands, in one word. */
export function stepText(step: OperationRow['steps'][number], words: CaseWords, shared: SharedWords): string {
  if (step.state === 'called_off') return words.called
  if (step.closed_at !== null) return words.doneAt(momentTitle(step.closed_at, shared))
  return step.state === 'claimed' ? words.going : words.waiting
}

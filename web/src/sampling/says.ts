// What the pages of sampling say, without a browser.
import type { ChainView, DeviceRow, TubeRow } from '@/api/contract'
import type { ChainWords, SamplingWords } from '@/words/sampling'

const MINUTE_MS = 60_000
/** From how far on a clock is wrong. must-hold R18. */
const SKEW_MAX_MS = 10 * MINUTE_MS

export function clockOf({ skew_ms }: Pick<DeviceRow, 'skew_ms'>, words: SamplingWords): { text: string; wrong: boolean } {
  if (skew_ms === null) return { text: '', wrong: false }
  const minutes = Math.round(Math.abs(skew_ms) / MINUTE_MS)
  if (Math.abs(skew_ms) <= SKEW_MAX_MS) return { text: words.fine, wrong: false }
  return { text: skew_ms > 0 ? words.fast(minutes) : words.slow(minutes), wrong: true }
}

export interface Spot { name: string | null; n_phones: number; n_unsent: number; heard_at: number | null }

/** What the tables of each site had still to send when they were last heard: the most first. A table at no site counts for its place. */
export function spotsOf(rows: readonly Pick<DeviceRow, 'revoked_at' | 'site_id' | 'site_name' | 'place' | 'place_name' | 'n_unsent' | 'last_sent_at'>[]): Spot[] {
  const spots = new Map<string, Spot>()
  for (const row of rows.filter((one) => one.revoked_at === null)) {
    const key = row.site_id ?? row.place ?? ''
    const spot = spots.get(key) ?? { name: row.site_name ?? row.place_name, n_phones: 0, n_unsent: 0, heard_at: null }
    spots.set(key, spot)
    spot.n_phones += 1
    spot.n_unsent += row.n_unsent ?? 0
    if (row.last_sent_at !== null) spot.heard_at = Math.max(spot.heard_at ?? 0, row.last_sent_at)
  }
  return [...spots.values()].sort((one, other) => other.n_unsent - one.n_unsent || (one.name ?? '').localeCompare(other.name ?? '', 'zh'))
}

/** Tubes whose code holds the signs, those to be looked at first. */
export function tubesFound(tubes: readonly TubeRow[], typed: string): TubeRow[] {
  const signs = typed.replace(/[\s-]/g, '').toUpperCase()
  const grave = (row: TubeRow): number => (row.outcome === 'positive' || row.outcome === 'unclear' ? 0 : row.flags.length > 0 ? 1 : 2)
  return tubes.filter((row) => row.tube.includes(signs)).sort((one, other) => grave(one) - grave(other) || one.tube.localeCompare(other.tube))
}

export function lasted(ms: number, words: ChainWords): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS))
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60)
}

/** Whether somebody should have been at the door by now. */
export const isLate = (member: ChainView['members'][number], now: number): boolean => member.step === 'to_be_told' && member.due_at !== null && member.due_at < now

/** How many of a chain are at each step, in the order of the steps. */
export function stepsOf(chain: ChainView): [ChainView['members'][number]['step'], number][] {
  const order = ['to_be_told', 'told', 'retaken', 'positive', 'lifted', 'freed'] as const
  return order.map((step): [typeof step, number] => [step, chain.members.filter((one) => one.step === step).length]).filter(([, n]) => n > 0)
}

/** How many of a chain live outside what the reader may see. */
export const outside = (chain: ChainView): number => Math.max(0, chain.n_inside - chain.n_unknown - chain.members.length)

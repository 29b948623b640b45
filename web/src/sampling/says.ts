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

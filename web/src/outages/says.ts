// What is said of codes that are down, without a browser.
import type { Outage, Outages } from '@/api/contract'
import type { PassageWords } from '@/words/passage'

/** The act that holds at a moment by the server's clock; it ends on its second. */
export const holding = (told: Pick<Outages, 'rows'> | null, at: number): Outage | null => {
  const [last] = told?.rows ?? []
  return last && last.since <= at && at < last.ends_at ? last : null
}

export function leftText(ms: number, words: PassageWords): string {
  const minutes = Math.ceil(Math.max(0, ms) / 60_000)
  return words.outage.hours(Math.floor(minutes / 60), minutes % 60)
}

/** How one of the past ended. */
export function endOf(one: Outage, at: number, words: PassageWords): string {
  const { how } = words.outage
  if (at < one.ends_at) return how.holds
  if (one.ended_by != null) return how.early(one.ended_by)
  return one.ends_at < one.until ? how.replaced : how.time
}

export const REASON_CHARS = { min: 4, max: 80 }
const DAY_MS = 86_400_000
/** What is wrong with a reason, as core::codes::outage_may says it. */
export function lackOf(reason: string, last: Outage | null, at: number): 'reason' | 'same' | null {
  const n = [...reason].length
  if (n < REASON_CHARS.min || n > REASON_CHARS.max) return 'reason'
  return last !== null && at < last.ends_at + DAY_MS && last.reason === reason ? 'same' : null
}

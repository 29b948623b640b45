import type { Moment, OrderRow } from '@/api/contract'
import { dayOf, dayTitle, timeOf } from '@/days'
import type { SharedWords } from '@/words/shared'

const HOUR_MS = 3_600_000

/** By when, or how late. */
export function dueText(order: Pick<OrderRow, 'due_at' | 'late'>, now: Moment, words: SharedWords): string {
  if (order.late) {
    const over = Math.max(0, now - order.due_at)
    if (over >= 24 * HOUR_MS) return words.due.lateDays(Math.floor(over / (24 * HOUR_MS)))
    if (over >= HOUR_MS) return words.due.lateHours(Math.floor(over / HOUR_MS))
    return words.due.lateMinutes(Math.floor(over / 60_000))
  }
  const day = dayOf(order.due_at)
  return day === dayOf(now) ? words.due.today(timeOf(order.due_at)) : words.due.on(dayTitle(day, words), timeOf(order.due_at))
}

const isOver = (order: OrderRow): boolean => order.state === 'done' || order.state === 'called_off'

/** What is still to do first; of that, late first, then by when it is due. */
export function byUrgency(a: OrderRow, b: OrderRow): number {
  return Number(isOver(a)) - Number(isOver(b)) || Number(b.late) - Number(a.late) || a.due_at - b.due_at || a.order_id.localeCompare(b.order_id)
}

import type { Day, Moment, OrderRow } from '@/api/contract'
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
  const { day, time } = dueAt(order.due_at)
  return day === dayOf(now) ? words.due.today(time) : words.due.on(dayTitle(day, words), time)
}

/** The end of a day is its 24:00, and not 00:00 of the next, which people take for a day more. */
function dueAt(due: Moment): { day: Day; time: string } {
  const [before, day, after] = [dayOf(due - 1), dayOf(due), dayOf(due + 1)]
  return before !== day || after !== day ? { day: before, time: '24:00' } : { day, time: timeOf(due) }
}

/** The day and the hour by which it is due, whatever the hour is now. */
export function dueMoment(due: Moment, words: SharedWords): string {
  const { day, time } = dueAt(due)
  return `${dayTitle(day, words)} ${time}`
}

/** Where an order leads: the area in the notice's words, and the place in the register where that
 *  says something else. */
export function orderWhere(order: Pick<OrderRow, 'zone_area' | 'place_name'>): string {
  const plain = (words: string): string => words.replace(/\s/g, '')
  return plain(order.place_name).includes(plain(order.zone_area)) ? order.place_name : `${order.zone_area} · ${order.place_name}`
}

const isOver = (order: OrderRow): boolean => order.state === 'done' || order.state === 'called_off'

/** What is still to do first; of that, late first, then by when it is due. */
export function byUrgency(a: OrderRow, b: OrderRow): number {
  return Number(isOver(a)) - Number(isOver(b)) || Number(b.late) - Number(a.late) || a.due_at - b.due_at || a.order_id.localeCompare(b.order_id)
}

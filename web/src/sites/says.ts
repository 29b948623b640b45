// What the desk says of a site, and its hours between the form and the wire.
import type { SiteHours, SiteOffers, SiteRow, SiteSpan } from '@/api/contract'
import type { SiteWords } from '@/words/sites'

export const clock = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
export const spansText = (spans: readonly SiteSpan[]): string => spans.map((one) => `${clock(one.from_min)}-${clock(one.to_min)}`).join(', ')

const minuteOf = (text: string): number | null => {
  const found = /^(\d{1,2})[:\uff1a](\d{2})$/.exec(text.trim())
  if (!found) return null
  const minute = Number(found[1]) * 60 + Number(found[2])
  return Number(found[2]) < 60 && minute <= 1440 ? minute : null
}

/** 8:00-11:30, 14:30-17:30; nothing is closed, null is not understood. */
export function spansOf(text: string): SiteSpan[] | null {
  const parts = text.split(/[,\uff0c\u3001;\uff1b]/).map((one) => one.trim()).filter((one) => one !== '')
  const spans = parts.map((part) => {
    const [from, to, more] = part.split(/[-\u2013\u2014~\uff5e\u81f3]/).map(minuteOf)
    return from == null || to == null || more !== undefined || from >= to ? null : { from_min: from, to_min: to }
  })
  return spans.every((one) => one !== null) ? spans : null
}

/** One holiday a line: name, first day, last day, and the hours; what is said of it ends the line. */
export interface HolidayWords { closed: string; unannounced: string }

export interface HoursForm {
  workday: string
  weekend: string
  summer: boolean
  summerFrom: string
  summerTo: string
  summerWorkday: string
  summerWeekend: string
  holidays: string
  note: string
}

export const emptyHours = (): HoursForm => ({ workday: '8:00-11:30, 14:30-17:30', weekend: '8:00-11:30', summer: false, summerFrom: '05-01', summerTo: '09-30', summerWorkday: '8:00-11:30, 15:00-17:30', summerWeekend: '8:00-11:30', holidays: '', note: '' })

const two = (n: number): string => String(n).padStart(2, '0')

export function formOf(hours: SiteHours | null, words: HolidayWords): HoursForm {
  if (hours === null) return emptyHours()
  const summer = hours.summer ?? null
  const form = emptyHours()
  const says = (one: NonNullable<SiteHours['holidays']>[number]): string => (!one.announced ? words.unannounced : one.spans.length === 0 ? words.closed : spansText(one.spans))
  return {
    workday: spansText(hours.usual[0] ?? []),
    weekend: spansText(hours.usual[5] ?? []),
    summer: summer !== null,
    summerFrom: summer ? `${two(summer.from.month)}-${two(summer.from.day)}` : form.summerFrom,
    summerTo: summer ? `${two(summer.to.month)}-${two(summer.to.day)}` : form.summerTo,
    summerWorkday: summer ? spansText(summer.week[0] ?? []) : form.summerWorkday,
    summerWeekend: summer ? spansText(summer.week[5] ?? []) : form.summerWeekend,
    holidays: (hours.holidays ?? []).map((one) => `${one.name} ${one.first_day} ${one.last_day} ${says(one)}`).join('\n'),
    note: hours.note ?? '',
  }
}

const week = (workday: SiteSpan[], weekend: SiteSpan[]): SiteSpan[][] => [workday, workday, workday, workday, workday, weekend, weekend]
const monthDay = (text: string): { month: number; day: number } | null => {
  const found = /^(\d{1,2})-(\d{1,2})$/.exec(text.trim())
  return found ? { month: Number(found[1]), day: Number(found[2]) } : null
}

/** The hours as they are sent; null where something in the form is not understood. */
export function hoursOf(form: HoursForm, words: HolidayWords): SiteHours | null {
  const [workday, weekend] = [spansOf(form.workday), spansOf(form.weekend)]
  if (workday === null || weekend === null) return null
  let summer: SiteHours['summer'] = null
  if (form.summer) {
    const [from, to, days, ends] = [monthDay(form.summerFrom), monthDay(form.summerTo), spansOf(form.summerWorkday), spansOf(form.summerWeekend)]
    if (from === null || to === null || days === null || ends === null) return null
    summer = { from, to, week: week(days, ends) }
  }
  const lines = form.holidays.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const holidays = lines.map((line) => {
    const [name, first_day, last_day, ...rest] = line.split(/\s+/)
    const said = rest.join(' ')
    const spans = said === words.closed || said === words.unannounced ? [] : spansOf(said)
    if (!name || !first_day || !last_day || said === '' || spans === null) return null
    return { name, first_day, last_day, announced: said !== words.unannounced, spans }
  })
  if (!holidays.every((one) => one !== null)) return null
  return { usual: week(workday, weekend), summer, holidays, note: form.note.trim() }
}

/** Until when a sample must be taken, and when its report comes: two clocks, or none. */
export interface ReportForm { noon: string; same: string; next: string }
export const emptyReports = (): ReportForm => ({ noon: '', same: '', next: '' })
export function reportForm(offers: SiteOffers): ReportForm {
  const [first, last] = [offers.reports?.[0], offers.reports?.[1]]
  return first && last ? { noon: clock(first.until_min), same: clock(first.report_min), next: clock(last.report_min) } : emptyReports()
}
export function reportsOf(form: ReportForm): NonNullable<SiteOffers['reports']> | null {
  if (form.noon === '' && form.same === '' && form.next === '') return []
  const [noon, same, next] = [minuteOf(form.noon), minuteOf(form.same), minuteOf(form.next)]
  if (noon === null || same === null || next === null) return null
  return [{ until_min: noon, days_later: 0, report_min: same }, { until_min: 1440, days_later: 1, report_min: next }]
}

export function openSaid(row: SiteRow, words: SiteWords, time: (at: number) => string): string {
  if (row.state !== 'open') return words.state[row.state]
  if (row.open === null || row.open === undefined) return words.noHours
  if (row.open.until === null || row.open.until === undefined) return words.unknown
  return row.open.is_open ? words.openUntil(time(row.open.until)) : words.closedUntil(time(row.open.until))
}

export const todaySaid = (row: SiteRow, words: SiteWords): string => (row.today.length === 0 ? words.closedToday : spansText(row.today))
export const queueSaid = (row: SiteRow, words: SiteWords): string => (row.queue ? words.queueSaid(words.wait[row.queue.wait], row.queue.age_min) : '')

import { describe, expect, it } from 'vitest'
import type { ZoneFact } from '@/api/contract'
import { lineOfDays } from './line'

const fact = (on: string, kind: ZoneFact['kind'], more: Partial<ZoneFact> = {}): ZoneFact => ({
  fact_id: `${on}-${kind}`, kind, on, recorded_at: 0, level: null, edition: null, outcome: null, withdraws: null, withdrawn: false,
  signed_by: '', signed_by_name: '', ground: { kind: 'person', id: null }, as_written: '', ...more,
})

/** `10-07 rated | 10-08 case | …` with `*` on today and `0` on day 0. */
function drawn(facts: ZoneFact[], zero: string | null, earliest: string | null, today: string): string {
  return lineOfDays({ day_zero: zero, of_m: 7, earliest, since: '2022-10-07', facts }, today)
    .map((day) => [`${day.day.slice(5)}${day.isToday ? '*' : ''}${day.n === 0 ? ' 0' : ''}`, ...day.marks].join(' ')).join(' | ')
}

describe('the line of days', () => {
  it('runs from the rating to the step-down', () => {
    expect(drawn([fact('2022-10-07', 'rated')], '2022-10-07', '2022-10-10', '2022-10-08'))
      .toBe('10-07 0 rated | 10-08* | 10-09 | 10-10 down')
  })

  it('begins anew at the latest case, and still shows the rating', () => {
    expect(drawn([fact('2022-10-07', 'rated'), fact('2022-10-08', 'case_found')], '2022-10-08', '2022-10-10', '2022-10-09'))
      .toBe('10-07 rated | 10-08 0 case | 10-09* | 10-10 down')
  })

  it('goes on to today when the step-down is overdue', () => {
    expect(drawn([fact('2022-10-08', 'area_tested', { outcome: 'all_negative' })], '2022-10-07', '2022-10-08', '2022-10-09'))
      .toBe('10-07 0 | 10-08 tested down | 10-09*')
  })

  it('leaves withdrawn facts out', () => {
    expect(drawn([fact('2022-10-08', 'case_found', { withdrawn: true }), fact('2022-10-08', 'withdrawn')], '2022-10-07', '2022-10-08', '2022-10-08'))
      .toBe('10-07 0 | 10-08* down')
  })

  it('shows at most three weeks, the latest', () => {
    const days = lineOfDays({ day_zero: '2022-08-01', of_m: null, earliest: null, since: '2022-08-01', facts: [] }, '2022-10-01')
    expect(days).toHaveLength(21)
    expect(days.at(-1)?.day).toBe('2022-10-01')
  })

  it('is empty for what was never listed', () => {
    expect(lineOfDays({ day_zero: null, of_m: null, earliest: null, since: null, facts: [] }, '2022-10-01')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { emptyHours, formOf, hoursOf, reportsOf, spansOf, spansText } from './says'

const words = { closed: '休息', unannounced: '另行通知' }

describe('hours', () => {
  it('are read as they are typed', () => {
    expect(spansOf('8:00-11:30, 14:30-17:30')).toEqual([{ from_min: 480, to_min: 690 }, { from_min: 870, to_min: 1050 }])
    expect(spansOf('8：00至11：30、14:30—17:30')).toHaveLength(2)
    expect(spansOf('')).toEqual([])
    for (const wrong of ['8点到11点', '8:00', '11:30-8:00', '8:70-9:00', '8:00-25:00']) expect(spansOf(wrong)).toBeNull()
    expect(spansText(spansOf('8:00-11:30') ?? [])).toBe('8:00-11:30')
  })

  it('come back to the form as they were sent', () => {
    const form = { ...emptyHours(), summer: true, holidays: '国庆节 2022-10-01 2022-10-07 另行通知\n元旦 2023-01-01 2023-01-01 9:00-11:00\n春节 2023-01-21 2023-01-23 休息', note: '其他法定节假日另行通知' }
    const hours = hoursOf(form, words)
    expect(hours?.usual).toHaveLength(7)
    expect(hours?.holidays?.map((one) => [one.announced, one.spans.length])).toEqual([[false, 0], [true, 1], [true, 0]])
    expect(formOf(hours, words)).toEqual(form)
  })

  it('that are not understood are refused', () => {
    expect(hoursOf({ ...emptyHours(), workday: '上午' }, words)).toBeNull()
    expect(hoursOf({ ...emptyHours(), holidays: '国庆节 2022-10-01' }, words)).toBeNull()
    expect(hoursOf({ ...emptyHours(), summer: true, summerFrom: '五月' }, words)).toBeNull()
  })
})

describe('reports', () => {
  it('are promised by two clocks or not at all', () => {
    expect(reportsOf({ noon: '12:00', same: '17:00', next: '8:00' })).toEqual([{ until_min: 720, days_later: 0, report_min: 1020 }, { until_min: 1440, days_later: 1, report_min: 480 }])
    expect(reportsOf({ noon: '', same: '', next: '' })).toEqual([])
    expect(reportsOf({ noon: '12:00', same: '', next: '' })).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { CaseElsewhere } from '@/api/contract'
import { daysAgo, isOutdone } from './says'

const one = (place: string, last_on: string, gone = false): CaseElsewhere => ({ case_id: `${place}-${last_on}`, place, place_name: place, last_on, source: '通报', note: '', at: 0, by_name: '演练员', withdrawn: gone ? { reason: '写错了', at: 0, by_name: '演练员' } : null })

describe('cases elsewhere', () => {
  it('counts days by the calendar', () => {
    expect(daysAgo('2022-04-19', '2022-04-29')).toBe(10)
    expect(daysAgo('2022-04-29', '2022-04-29')).toBe(0)
  })
  it('knows which entry of a county is outdone by a later one that stands', () => {
    const [old, late, gone, other] = [one('140622', '2022-04-19'), one('140622', '2022-04-21'), one('140622', '2022-04-25', true), one('140602', '2022-04-28')]
    const all = [old, late, gone, other]
    expect(all.map((each) => isOutdone(each, all))).toEqual([true, false, false, false])
  })
})

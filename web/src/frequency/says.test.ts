import { describe, expect, it } from 'vitest'
import type { Decision, DueRow, TestEntry } from '@/api/contract'
import { frequency as zh } from '@/words/frequency-zh'
import { shared } from '@/words/zh-CN'
import { aboveOf, cityOf, entrySaid, isCommunity, lastSaid, splitDecisions, standingSaid, toldFor, whatOf } from './says'

const row = (more: Partial<DueRow>): DueRow => ({ person_id: '1', name: '测*', door: '', door_name: '', phone_tail: null, standing: 'late', day: '2022-09-03', days_late: 2, every_days: 3, last_sample: null, entries: [], ...more })
const entry = (more: Partial<TestEntry>): TestEntry => ({ test_entry_id: '1', trade: null, reason: null, words: '', first_day: '2022-09-01', last_day: null, by: '', holds: true, facts: 1, ...more })

describe('frequency', () => {
  it('says who is tested how often', () => {
    expect(whatOf({ trade: null, every_days: 3 }, zh)).toBe('全体居民 · 每3日1次')
    expect(whatOf({ trade: 'delivery', every_days: 1 }, zh)).toBe('快递外卖从业人员 · 每日1次')
  })
  it('says how somebody stands', () => {
    expect(standingSaid(row({}), zh, shared)).toBe('超期 2 天')
    expect(standingSaid(row({ standing: 'not_yet', day: '2022-09-05' }), zh, shared)).toBe('9月5日 应检')
    expect(standingSaid(row({ standing: 'exempt', day: '2022-09-20' }), zh, shared)).toBe('暂缓至 9月20日')
    expect(lastSaid(row({}), zh, shared)).toBe('30 天内没有')
  })
  it('says why, as far as it may be read', () => {
    expect(entrySaid(entry({ trade: 'hotel', words: '某酒店' }), zh)).toBe('酒店（某酒店）')
    expect(entrySaid(entry({ reason: 'infant' }), zh)).toBe('婴幼儿')
    expect(entrySaid(entry({}), zh)).toBe('暂缓')
  })
  it('goes up as far as the reader reaches', () => {
    expect(aboveOf('140110003001', '1401')).toBe('140110003')
    expect(aboveOf('140110', '1401')).toBe('1401')
    expect(aboveOf('1401', '1401')).toBeNull()
    expect(aboveOf('140110003001', '140110003001')).toBeNull()
    expect(isCommunity('140110003001')).toBe(true)
    expect([cityOf('140100'), cityOf('140110')]).toEqual(['1401', '140110'])
  })
  it('puts what is over away', () => {
    const one = (state: Decision['state']) => ({ state }) as Decision
    const { now, over } = splitDecisions([one('waiting'), one('over'), one('declined'), one('in_force')])
    expect([now.length, over.length]).toEqual([2, 2])
  })
  it('is told for the day due', () => {
    expect(toldFor(row({ standing: 'due', day: '2022-09-03' }), '2022-09-04')).toBe('2022-09-03')
    expect(toldFor(row({ standing: 'not_yet', day: '2022-09-04' }), '2022-09-04')).toBe('2022-09-04')
  })
})

import { describe, expect, it } from 'vitest'
import type { Outage } from '@/api/contract'
import { passage as zh } from '@/words/passage-zh'
import { endOf, holding, lackOf, leftText } from './says'

const HOUR = 3_600_000
const one: Outage = { outage_id: 'a', ordinal: 2, reason: '机房断电', since: 0, until: 2 * HOUR, ends_at: 2 * HOUR, by: '指挥', ended_by: null }

describe('codes that are down', () => {
  it('are so until the second that was said, by the last act alone', () => {
    expect(holding({ rows: [one] }, 2 * HOUR - 1)).toBe(one)
    expect(holding({ rows: [one] }, 2 * HOUR)).toBeNull()
    expect(holding({ rows: [{ ...one, ends_at: HOUR }, one] }, HOUR), 'none before it comes back').toBeNull()
    expect([holding({ rows: [] }, 0), holding(null, 0)]).toEqual([null, null])
  })
  it('say how long it is still', () => {
    expect([leftText(90 * 60_000, zh), leftText(4 * HOUR, zh), leftText(1, zh), leftText(-5, zh)]).toEqual(['1 小时 30 分', '4 小时', '1 分钟', '1 分钟'])
  })
  it('say how each of the past ended', () => {
    expect(endOf(one, HOUR, zh)).toBe('停用中')
    expect(endOf(one, 3 * HOUR, zh)).toBe('到时自动恢复')
    expect(endOf({ ...one, ends_at: HOUR, ended_by: '王某' }, HOUR, zh)).toBe('王某 提前恢复')
    expect(endOf({ ...one, ends_at: HOUR }, HOUR, zh)).toBe('被后一次接替')
  })
  it('take words of their own', () => {
    expect([lackOf('断电', null, 0), lackOf('断'.repeat(81), null, 0), lackOf('机房断电', null, 0)]).toEqual(['reason', 'reason', null])
    expect([lackOf('机房断电', one, 0), lackOf('机房断电', one, 2 * HOUR + 86_400_000), lackOf('备用线路也断了', one, 0)]).toEqual(['same', null, null])
  })
})

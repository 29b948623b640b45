import { describe, expect, it } from 'vitest'
import { cityNow, dayOf, timeOf } from '@/days'
import * as en from '@/words/en'
import * as zh from '@/words/zh-CN'
import { dueMoment, dueText, orderWhere } from './says'

const at = (text: string): number => Date.parse(`2022-${text.replace(' ', 'T')}:00+08:00`)

function check(due: string, now: string, said: string): void {
  expect(dueText({ due_at: at(due), late: at(now) > at(due) }, at(now), zh.shared)).toBe(said)
}

describe('a due text', () => {
  it('says by when, or how late', () => {
    check('10-14 18:00', '10-14 09:00', '今天 18:00 前')
    check('10-15 12:00', '10-14 23:59', '10月15日 12:00 前')
    check('10-15 00:00', '10-14 09:00', '今天 24:00 前')
    check('10-16 00:00', '10-14 09:00', '10月15日 24:00 前')
    check('10-14 12:00', '10-14 12:20', '已逾期 20 分钟')
    check('10-14 12:00', '10-14 15:10', '已逾期 3 小时')
    check('10-13 12:00', '10-15 15:10', '已逾期 2 天')
  })

  it('calls the end of a day its 24:00, in its last millisecond and in the first of the next', () => {
    expect(dueMoment(at('10-15 00:00'), zh.shared)).toBe('10月14日 24:00')
    expect(dueMoment(at('10-15 00:00') - 1, zh.shared)).toBe('10月14日 24:00')
    expect(dueMoment(at('10-14 20:00'), zh.shared)).toBe('10月14日 20:00')
  })

  it('counts the day in the city, whatever the clock of the machine', () => {
    expect(dayOf(Date.parse('2022-10-13T16:30:00Z'))).toBe('2022-10-14')
    expect(timeOf(Date.parse('2022-10-13T16:30:00Z'))).toBe('00:30')
  })

  it('follows a drill: the city\'s day at the time of the clock', () => {
    const now = cityNow('2022-10-14', Date.parse('2026-01-02T01:30:00Z'))
    expect([dayOf(now), timeOf(now)]).toEqual(['2022-10-14', '09:30'])
  })

  it('counts in English', () => {
    expect(dueText({ due_at: at('10-13 12:00'), late: true }, at('10-14 13:00'), en.shared)).toBe('1 day late')
  })
})

describe('where an order leads', () => {
  const where = (zone_area: string, place_name: string) => orderWhere({ zone_area, place_name })

  it('names the building of the notice where the register knows only the community', () => {
    expect(where('白云小区5号楼', '南环社区居委会')).toBe('白云小区5号楼 · 南环社区居委会')
    expect(where('白云小区（不含5号楼）', '小店区')).toBe('白云小区（不含5号楼） · 小店区')
  })

  it('says it once where both say the same', () => {
    expect(where('兰亭御湖城东区7号楼', '兰亭御湖城东区 7号楼')).toBe('兰亭御湖城东区 7号楼')
  })
})

import { describe, expect, it } from 'vitest'
import { cityNow, dayOf, timeOf } from '@/days'
import * as en from '@/words/en'
import * as zh from '@/words/zh-CN'
import { dueText } from './says'

const at = (text: string): number => Date.parse(`2022-${text.replace(' ', 'T')}:00+08:00`)

function check(due: string, now: string, said: string): void {
  expect(dueText({ due_at: at(due), late: at(now) > at(due) }, at(now), zh.shared)).toBe(said)
}

describe('a due text', () => {
  it('says by when, or how late', () => {
    check('10-14 18:00', '10-14 09:00', '今天 18:00 前')
    check('10-15 12:00', '10-14 23:59', '10月15日 12:00 前')
    check('10-14 12:00', '10-14 12:20', '已逾期 20 分钟')
    check('10-14 12:00', '10-14 15:10', '已逾期 3 小时')
    check('10-13 12:00', '10-15 15:10', '已逾期 2 天')
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

import { describe, expect, it } from 'vitest'
import { language } from '@/words/language'
import { wrDesk } from '@/words/rounds'
import { askedSentence, isDue } from './asked'

describe('a round that a rule asks for', () => {
  const say = (ground: 'closing' | 'lifting' | 'screening' | 'frequency', n: number, on: string, round_id: string | null = null): string =>
    askedSentence({ ground, n, on, round_id }, '2022-11-24', on.slice(5), wrDesk.value.asked)
  it('says why and when', () => {
    language.value = 'zh-CN'
    expect(say('closing', 2, '2022-11-24')).toBe('封控后第 2 天，今天要采')
    expect(say('closing', 1, '2022-11-23')).toBe('封控后第 1 天，11-23 没有采，要补')
    expect(say('lifting', 0, '2022-11-22')).toBe('解除或降级前的全员检测，从 11-22 起等着')
    expect(say('screening', 0, '2022-11-24')).toBe('区域筛查，今天要采')
    expect(say('screening', 3, '2022-11-27')).toBe('区域筛查，已连续 3 轮无新增，下一轮在 11-27')
    expect(say('frequency', 3, '2022-11-26')).toBe('每 3 日 1 次，下一轮在 11-26')
    expect(say('frequency', 1, '2022-11-24')).toBe('每日 1 次，今天要采')
    expect(say('screening', 2, '2022-11-24', 'x')).toBe('区域筛查，已连续 2 轮无新增')
  })
  it('can be opened on its day and after, once', () => {
    expect([isDue({ on: '2022-11-23', round_id: null }, '2022-11-24'), isDue({ on: '2022-11-25', round_id: null }, '2022-11-24'), isDue({ on: '2022-11-24', round_id: 'x' }, '2022-11-24')]).toEqual([true, false, false])
  })
})

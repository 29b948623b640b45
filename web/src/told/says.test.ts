import { describe, expect, it } from 'vitest'
import type { ChainCase, ChainNumber } from '@/api/contract'
import { shared } from '@/words/zh-CN'
import { told as words } from '@/words/told-zh'
import { clock, daysOf, doubtsOf, extent, inputOf, momentOf, numberText, treesOf, whenText } from './says'

describe('when something was', () => {
  const base = { day: '2022-10-03', until_day: null, from: null, to: null, part: null }
  it.each([
    [base, '10月3日'],
    [{ ...base, day: null }, '日期不明'],
    [{ ...base, from: { minute: 480, is_about: true }, to: { minute: 560, is_about: false } }, '10月3日 08:00 左右 – 09:20'],
    [{ ...base, part: 'afternoon' as const }, '10月3日 下午'],
    [{ ...base, until_day: '2022-10-05' }, '10月3日 – 10月5日'],
  ])('%o', (one, text) => { expect(whenText(one, words, shared)).toBe(text) })
  it('minutes are a clock', () => { expect([clock(0), clock(560), clock(1440)]).toEqual(['00:00', '09:20', '24:00']) })
  it('a moment goes through an input and back', () => {
    const at = Date.parse('2022-10-03T08:00:00+08:00')
    expect(inputOf(at)).toBe('2022-10-03T08:00')
    expect(momentOf(inputOf(at))).toBe(at)
    expect(inputOf(null)).toBe('')
  })
})

it('a doubt is told once', () => {
  const doubt = (says: string) => ({ code: 'time_about' as const, says, from_char: 0, to_char: 1 })
  expect(doubtsOf({ doubts: [doubt('时间是大概的'), doubt('时间是大概的'), doubt('没有写在哪里')] })).toEqual(['时间是大概的', '没有写在哪里'])
})

describe('chains', () => {
  const one = (infector: number | null, name = '张*'): Pick<ChainCase, 'infector' | 'name' | 'choice'> => ({ infector, name, choice: null })
  it('whoever nobody here infected is a root, the largest chain first', () => {
    const trees = treesOf([one(null), one(null), one(1), one(2), one(1)], words)
    expect(trees.map((tree) => tree.name)).toEqual(['病例2 张*', '病例1 张*'])
    expect(trees[0]!.children.map((child) => child.at)).toEqual([2, 4])
    expect(extent(trees)).toEqual({ depth: 3, leaves: 3 })
  })
  it('numbers have their bounds, or say that it is too early', () => {
    const number = (over: Partial<ChainNumber>): ChainNumber => ({ day: '2022-10-03', n_cases: 1, number: 2.25, low: 1.4, high: 3.1, seven_days: null, seen: 1, ...over })
    expect(numberText(number({}), words)).toBe('2.3（1.4–3.1）')
    expect(numberText(number({ low: null, high: null }), words)).toBe('2.3')
    expect(numberText(number({ number: null }), words)).toBe('太近，未定')
    expect(daysOf({ counted: [number({})], by_days: [] })[0]!.byDays).toBeUndefined()
  })
})

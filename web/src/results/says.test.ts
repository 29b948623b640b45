import { describe, expect, it } from 'vitest'
import { results as zh } from '@/words/results-zh'
import { testSays, wallDay, yearFrom } from './says'

describe('what a test says at the counter', () => {
  it('is said in one tone, and lateness is said', () => {
    expect(testSays({ shown: 'negative', late: false }, zh)).toEqual({ title: '阴性', tone: 'good' })
    expect(testSays({ shown: 'waiting', late: true }, zh)).toEqual({ title: '待出结果（已超过预计时间）', tone: 'warn' })
    expect(testSays({ shown: 'held', late: false }, zh).tone).toBe('grave')
  })
  it('ends a binding a year later, on a day that there is', () => {
    expect(yearFrom('2022-11-24')).toBe('2023-11-24')
    expect(yearFrom('2024-02-29')).toBe('2025-02-28')
    expect(wallDay(Date.UTC(2022, 10, 23, 16))).toBe('2022-11-24')
    expect(wallDay(Date.UTC(2022, 10, 23, 15, 59))).toBe('2022-11-23')
  })
})

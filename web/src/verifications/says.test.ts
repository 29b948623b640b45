import { describe, expect, it } from 'vitest'
import type { VerifyList, VerifyRow } from '@/api/contract'
import { actOf, ANSWERS, asksPlace, asksSince, columnsSaid, needsEye, nextOpen, stateOf } from './says'

describe('the list of a community', () => {
  it('is worked by keys', () => {
    expect(['j', 'K', 'Enter', 't', 'B'].map(actOf)).toEqual(['next', 'before', 'open', 'tried', 'back'])
    expect(actOf('1')).toEqual({ answer: 'here' })
    expect(actOf('0')).toEqual({ answer: 'insufficient' })
    expect(new Set(ANSWERS).size).toBe(10)
    expect(actOf('x')).toBeNull()
  })
  it('asks for what an answer needs', () => {
    expect([asksPlace('left'), asksPlace('isolated'), asksPlace('here')]).toEqual(['whither', 'where', null])
    expect([asksSince('here'), asksSince('deceased')]).toEqual([true, false])
  })
  it('goes on to the next who waits', () => {
    const rows = ['answered', 'open', 'answered', 'open'].map((state) => ({ state }) as VerifyRow)
    expect([nextOpen(rows, 0), nextOpen(rows, 2), nextOpen(rows.slice(0, 3), 2), nextOpen([], 4)]).toEqual([1, 3, 1, 0])
  })
})

describe('a list', () => {
  const list = (more: Partial<VerifyList>): VerifyList => ({ state: 'taken', answered: 1, lines: 2, late: false, ...more }) as VerifyList
  it('says how far it is', () => {
    expect([stateOf(list({})), stateOf(list({ late: true })), stateOf(list({ answered: 2, late: true })), stateOf(list({ state: 'draft' }))]).toEqual(['taken', 'late', 'done', 'draft'])
  })
})

describe('a list of ours that comes back', () => {
  it('says of its columns what their headings do not', () => {
    const columns = [{ index: 0, column: null }, { index: 1, column: 'phone' as const }, { index: 4, column: 'note' as const }]
    expect(columnsSaid(columns, ['', 'phone', 'note'])).toBe('')
    expect(columnsSaid(columns, ['result', 'phone', ''])).toBe('0:result,4:')
  })
  it('shows a person what was not kept', () => {
    expect((['new', 'changed', 'known', 'earlier', 'waits', 'unknown', 'several', 'contrary', 'too_long'] as const).filter(needsEye)).toEqual(['unknown', 'several', 'contrary', 'too_long'])
  })
})

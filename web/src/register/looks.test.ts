import { describe, expect, it } from 'vitest'
import type { LookRow } from '@/api/contract'
import { looksByDay, lookWho } from './looks'

const NOON = Date.parse('2022-11-24T12:00:00+08:00')
const row = (over: Partial<LookRow>): LookRow => ({ read_id: 'a', at: NOON, role: 'grid_worker', unit_names: ['第2网格'], purpose: 'order_work', what: 'round', possible: false, ...over })

describe('who looked at a record', () => {
  it('puts what one office did alike on one day on one line', () => {
    const lines = looksByDay([row({ read_id: '4', at: NOON + 3 }), row({ read_id: '3', at: NOON + 2, what: 'person' }), row({ read_id: '2', at: NOON + 1 }), row({ read_id: '1', at: NOON - 86_400_000 })])
    expect(lines.map((line) => [line.read_id, line.times])).toEqual([['4', 2], ['3', 1], ['1', 1]])
  })
  it('keeps what is sure apart from what may be', () => {
    expect(looksByDay([row({}), row({ possible: true })])).toHaveLength(2)
    expect(looksByDay([row({}), row({ unit_names: ['第1网格'] })])).toHaveLength(2)
  })
  it('says the role and the place', () => {
    const names = { grid_worker: '网格员' } as Parameters<typeof lookWho>[1]
    expect(lookWho(row({}), names, '、')).toBe('网格员 第2网格')
    expect(lookWho(row({ role: 'other', unit_names: [] }), names, '、')).toBe('other')
  })
})

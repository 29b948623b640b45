import { describe, expect, it } from 'vitest'
import type { SnapshotMove, SnapshotOutcome } from '@/api/contract'
import * as zh from '@/words/zh-CN'
import { asksFirst, hourTitle, moveCounts, moveText } from './says'

const move = (from: SnapshotMove['from'], to: SnapshotMove['to']): SnapshotMove => ({ county_name: '晋源区', area: '某村', from, to })
const outcome = (state: SnapshotOutcome['state'], ...moves: SnapshotMove[]): SnapshotOutcome =>
  ({ state, reason: '', taken_at: '2022-11-24T21', n_changes: moves.length, moves, in_doubt: [] })

describe('a national list', () => {
  it('is of an hour', () => {
    expect(hourTitle('2022-11-24T09', zh.shared, zh.desk)).toBe('11月24日 9时')
  })

  it('says what happens to an area', () => {
    expect(moveText(move(null, 'high'), zh.shared)).toBe('不在名单 → 高风险区')
    expect(moveText(move('high', null), zh.shared)).toBe('高风险区 → 不在名单')
    expect(moveCounts([move(null, 'high'), move('high', 'low'), move('high', null)])).toEqual({ n_new: 1, n_changed: 1, n_left: 1 })
  })

  it('is asked about once more only where somebody would be released', () => {
    expect(asksFirst(outcome('applied', move(null, 'high')))).toBe(false)
    expect(asksFirst(outcome('applied', move('high', null)))).toBe(true)
    expect(asksFirst(outcome('held', move('high', null)))).toBe(false)
  })
})

import { expect, it } from 'vitest'
import type { ChainView, TubeRow } from '@/api/contract'
import { chains, sampling } from '@/words/sampling-zh'
import { spaced } from './code'
import { clockOf, isLate, lasted, outside, spotsOf, stepsOf, tubesFound } from './says'

it('writes a code in groups that can be read aloud', () => {
  expect(spaced('14011000012345')).toBe('140110 0001234 5')
})

it('says how far a clock is off, beyond ten minutes', () => {
  const check = (skew_ms: number | null, text: string, wrong: boolean): void => { expect(clockOf({ skew_ms }, sampling)).toEqual({ text, wrong }) }
  check(null, '', false)
  check(0, '准', false)
  check(-600_000, '准', false)
  check(660_000, '快 11 分钟', true)
  check(-86_400_000, '慢 1440 分钟', true)
})

it('counts by site what the phones have still to send', () => {
  const phone = (site: string | null, n_unsent: number | null, last_sent_at: number | null, revoked_at: number | null = null) =>
    ({ revoked_at, site_id: site, site_name: site, place: last_sent_at === null ? null : 'p', place_name: last_sent_at === null ? null : '示例社区', n_unsent, last_sent_at })
  expect(spotsOf([phone('一号点', 0, 10), phone('二号点', 30, 20), phone('二号点', 12, 5), phone('二号点', 99, 30, 31), phone(null, 3, 8), phone(null, null, null)])).toEqual([
    { name: '二号点', n_phones: 2, n_unsent: 42, heard_at: 20 },
    { name: '示例社区', n_phones: 1, n_unsent: 3, heard_at: 8 },
    { name: null, n_phones: 1, n_unsent: 0, heard_at: null },
    { name: '一号点', n_phones: 1, n_unsent: 0, heard_at: 10 },
  ])
})

it('shows tubes that somebody must look at first', () => {
  const tube = (code: string, more: Partial<TubeRow>): TubeRow => ({ tube: code, flags: [], outcome: null, ...more }) as TubeRow
  const tubes = [tube('14011000000011', {}), tube('14011000000029', { flags: ['clash'] }), tube('14011000000037', { outcome: 'positive' })]
  expect(tubesFound(tubes, '').map((row) => row.tube.slice(-2))).toEqual(['37', '29', '11'])
  expect(tubesFound(tubes, '000 0029').map((row) => row.tube.slice(-2))).toEqual(['29'])
  expect(tubesFound(tubes, 'x')).toEqual([])
})

it('tells where a chain is', () => {
  const member = (step: string, due_at: number | null = null) => ({ step, due_at }) as ChainView['members'][number]
  const chain = { n_inside: 10, n_unknown: 1, members: [member('told'), member('to_be_told', 5), member('to_be_told', 50), member('lifted')] } as ChainView
  expect(stepsOf(chain)).toEqual([['to_be_told', 2], ['told', 1], ['lifted', 1]])
  expect(outside(chain)).toBe(5)
  expect(chain.members.map((one) => isLate(one, 10))).toEqual([false, true, false, false])
  expect([lasted(59_000, chains), lasted(59 * 60_000, chains), lasted(125 * 60_000, chains)]).toEqual(['0 分钟', '59 分钟', '2 小时 5 分钟'])
})

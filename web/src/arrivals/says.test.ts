import { describe, expect, it } from 'vitest'
import type { Arrival } from '@/api/contract'
import { byNumber, dayAndTime, filtered, keyAt, momentOf, peopleOf, sampledNames, tenthsOf, unsampledNames } from './says'

const row = (number: string, at: number, state: Arrival['state'], seen = false, n = 1): Arrival => ({
  number, arrives_at: at, state, check: seen ? {} : null, received_at: null, people: Array.from({ length: n }, () => ({})),
}) as unknown as Arrival

describe('who comes', () => {
  const rows = [row('G623', 20, 'expected', false, 3), row('g623 ', 10, 'arrived', true), row('', 5, 'expected'), row('K7807', 7, 'withdrawn')]
  it('is put together by train, the first first', () => {
    expect(byNumber(rows).map((one) => [one.number, one.n_seen, one.n_people])).toEqual([['', 0, 1], ['K7807', 0, 0], ['G623', 1, 4]])
  })
  it('is counted without those who do not come', () => { expect(peopleOf(rows)).toBe(5) })
  it('is sorted out for a community', () => {
    expect(filtered(rows, 'waiting')).toHaveLength(1)
    expect(filtered(rows, 'missing')).toHaveLength(0)
    expect(filtered(rows, 'all')).toHaveLength(4)
  })
})

describe('a sample on the first landing place', () => {
  const people = ['A', 'B', 'C'].map((name) => ({ name })) as Arrival['people']
  const one = (...of: number[]): Arrival['sampled'][number] => ({ at: 0, tube: null, people: of })
  it('says whose it is, and who is still to be sampled', () => {
    const sampled = [one(0, 2)]
    expect(sampledNames(sampled[0]!, { people, sampled })).toEqual(['A', 'C'])
    expect(unsampledNames({ people, sampled })).toEqual(['B'])
    // As it was kept before: of everybody.
    expect([sampledNames(one(), { people, sampled: [] }), unsampledNames({ people, sampled: [one()] })]).toEqual([['A', 'B', 'C'], []])
  })
})

describe('what is typed', () => {
  it('is a moment of the city', () => {
    expect(momentOf('2022-10-08', '8:30')).toBe(Date.parse('2022-10-08T00:30:00Z'))
    expect(dayAndTime(Date.parse('2022-10-08T00:30:00Z'))).toEqual({ day: '2022-10-08', time: '08:30' })
    for (const [day, time] of [['', '08:30'], ['2022-10-08', ''], ['2022-10-08', '25:00']] as const) expect(momentOf(day, time)).toBeNull()
  })
  it('is a temperature', () => {
    expect([tenthsOf('36.6'), tenthsOf(' 37 '), tenthsOf('36。8'), tenthsOf('')]).toEqual([366, 370, 368, null])
    expect(tenthsOf('abc')).toBeNaN()
  })
  it('is a key', () => { expect([keyAt('J'), keyAt('a'), keyAt('Enter'), keyAt('x')]).toEqual(['next', 'same', 'open', null]) })
})

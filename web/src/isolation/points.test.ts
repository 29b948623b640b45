import { describe, expect, it } from 'vitest'
import { doorsOf, flawOf, lackingOf, spotOf, windowsFit, windowsOf } from './points'

const rider = (stay: string, door: string) => ({ isolation_stay_id: stay, name: '张*', door, door_name: `${door}室`, class: 'contact' as const, isolation_site_id: 's', room: '301', is_first: false, since: 0 })
const site = (id: string, has_spot: boolean, is_closed = false) => ({ isolation_site_id: id, name: id, place: 'p', place_name: '', kind: 'hotel' as const, has_spot, is_closed, rooms: [], staff: [], counts: [], lacks: null, seen: 3 })

describe('a point of the map', () => {
  it('lies in the country, each number by itself', () => {
    for (const good of ['112.549', '73', '136']) expect(flawOf('longitude', good)).toBe(false)
    for (const bad of ['', '37.857', '136.1', '112,5', 'abc', '-112']) expect(flawOf('longitude', bad)).toBe(true)
    for (const good of ['37.857', '3', '54']) expect(flawOf('latitude', good)).toBe(false)
    for (const bad of ['', '112.549', '2.9']) expect(flawOf('latitude', bad)).toBe(true)
    expect(spotOf(' 112.549', '37.857')).toEqual({ longitude_e6: 112_549_000, latitude_e6: 37_857_000 })
  })

  it('is lacking of buildings and of sites that take guests', () => {
    const all = lackingOf({ sites: [site('有', true), site('无', false), site('停', false, true)] }, { lacking: [{ place: 'b5', place_name: '5号楼' }] })
    expect(all.map((one) => [one.name, one.site?.seen ?? null])).toEqual([['5号楼', null], ['无', 3]])
  })
})

describe('a window', () => {
  const doors = doorsOf([rider('a', 'd1'), rider('b', 'd1'), rider('c', 'd2')], ['a', 'b'])

  it('is of each door once', () => {
    expect(doors).toEqual([{ door: 'd1', name: 'd1室' }])
  })

  it('has both ends or none, on the day of departure', () => {
    expect(windowsFit([{ from: '', to: '' }, { from: '08:00', to: '09:30' }])).toBe(true)
    expect(windowsFit([{ from: '08:00', to: '' }])).toBe(false)
    expect(windowsFit([{ from: '09:00', to: '08:00' }])).toBe(false)
    const departs = Date.parse('2022-10-08T23:30:00+08:00')
    expect(windowsOf(doors, { d1: { from: '23:00', to: '23:50' } }, departs)).toEqual([{ door: 'd1', from: Date.parse('2022-10-08T23:00:00+08:00'), to: Date.parse('2022-10-08T23:50:00+08:00') }])
    expect(windowsOf(doors, {}, departs)).toEqual([])
  })
})

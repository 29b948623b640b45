import { describe, expect, it } from 'vitest'
import type { DriverRun } from '@/api/contract'
import { isolation } from '@/words/isolation-zh'
import { bedsOf, kilometres, nextOf, roomsOf, roomsText, siteOf, staysOf, takenAt } from './says'

const room = (label: string, zone: 'clean' | 'dirty', beds: number, taken: number) => ({ label, floor: 3, zone, beds, taken })

describe('isolation', () => {
  it('counts beds of guests alone', () => {
    expect(bedsOf({ rooms: [room('101', 'clean', 4, 0), room('301', 'dirty', 2, 1), room('302', 'dirty', 1, 0)] })).toEqual({ free: 2, all: 3 })
  })

  it('proposes a site for a household only where everybody has a room there', () => {
    const one = (isolation_site_id: string | null) => ({ person_id: '', name: '', age: null, needs: [], isolation_site_id, room: '301', why: [], unplaced: null })
    expect(siteOf({ people: [one('a'), one('a')] })).toBe('a')
    expect(siteOf({ people: [one('a'), one('b')] })).toBeNull()
    expect(siteOf({ people: [one('a'), one(null)] })).toBeNull()
    expect(siteOf({ people: [one(null)] })).toBeNull()
  })

  it('reads rooms a line at a time and says which cannot be read', () => {
    const rooms = [{ label: '101', floor: 1, zone: 'clean', beds: 1 }, { label: '301', floor: 3, zone: 'dirty', beds: 2 }]
    expect(roomsOf('101,1,清洁区,1\n\n301，3，dirty，2', isolation)).toEqual(rooms)
    expect(roomsOf('101,1,清洁区,1\n302,3,污染,1', isolation)).toBe(2)
    expect(roomsOf('101,一楼,清洁区,1', isolation)).toBe(1)
    expect(roomsOf(roomsText({ rooms: [room('301', 'dirty', 2, 1)] }), isolation)).toEqual([rooms[1]])
  })

  it('counts whom a vehicle could fetch over all its doors', () => {
    const stop = (...stays: string[]) => ({ door_name: '', stays, after_minutes: 0 })
    expect(staysOf({ stops: [stop('a', 'b'), stop('c')] })).toEqual(['a', 'b', 'c'])
    expect(staysOf({ stops: [] })).toEqual([])
  })

  it('tells a driver what comes next', () => {
    const stop = (gave: string[] | null, took: string[] | null) => ({ door_name: '', due_at: 0, stays: ['a', 'b'], gave, gave_at: null, took, took_at: null })
    const run = (stops: DriverRun['stops'], more: Partial<DriverRun> = {}): DriverRun => ({ run_id: '', plate: '', class: 'contact', state: 'collecting', site_name: '', site_kind: 'hotel', site_place_name: '', arrives_at: 0, stops, taken: [], is_delivered: false, is_received: false, ...more })
    expect(nextOf(run([stop(null, null)]))).toEqual({ is: 'stop', at: 0 })
    expect(nextOf(run([stop(['a'], ['a']), stop(null, null)]))).toEqual({ is: 'stop', at: 1 })
    expect(nextOf(run([stop(['a'], ['a'])]))).toEqual({ is: 'site' })
    expect(nextOf(run([stop(['a'], ['a'])], { is_delivered: true, state: 'handing_over' }))).toEqual({ is: 'wait' })
    expect(nextOf(run([stop(['a'], ['a'])], { is_delivered: true, state: 'done' }))).toEqual({ is: 'done' })
    expect(takenAt(stop(['a'], null))).toEqual(['a'])
    expect(takenAt(stop(null, null))).toEqual(['a', 'b'])
  })

  it('tells ways in kilometres', () => { expect(kilometres(2345)).toBe('2.3') })
})

import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { buildingsOf, byDocument, cardOf, findPeople, tagOf } from './find'
import type { PackPerson } from './wire'

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const tag = (number: string): string => createHmac('sha256', KEY).update(number).digest('hex').slice(0, 8)
const person = (id: string, name: string, initials: string, sheet: string, door: string, number: string, more: Partial<PackPerson> = {}): PackPerson => ({
  person_id: id, name, initials, door: `${sheet}-${door}`, door_name: door, sheet_name: sheet, last4: number.slice(-4), tag: number === '' ? '' : tag(number), priority: null, held: false, sampled_at: null, ...more,
})
const PEOPLE = [
  person('a', '张**', 'zxs', '5号楼', '2单元302', '990000199001010010'), person('b', '李*', 'lm', '5号楼', '2单元302', '99000019900101003X', { priority: 'infant' }),
  person('c', '李*兰', 'lgl', '6号楼', '101', 'E1234567'), person('d', '李*英', 'lxy', '6号楼', '1010', ''),
]
const ids = (found: PackPerson[]): string => found.map((one) => one.person_id).join('')

describe('who it is', () => {
  it('is found by the number without the list holding numbers', async () => {
    expect(await tagOf(KEY.toString('base64'), '99000019900101003x')).toBe(tag('99000019900101003X'))
    const by = async (number: string): Promise<string> => ids(await byDocument(PEOPLE, KEY.toString('base64'), number))
    expect(await by(' 990000 19900101 0010 ')).toBe('a')
    expect(await by('e1234567')).toBe('c')
    expect(await by('990000199001010037')).toBe('')
  })
  it('is not taken for another whose tag happens to agree', async () => {
    const twin = [person('x', '', '', '', '', '990000199001010010', { last4: '9999' })]
    expect(await byDocument(twin, KEY.toString('base64'), '990000199001010010')).toEqual([])
  })
  it.each([
    ['zx', 'a'], ['LM', 'b'], ['l', 'bcd'], ['0010', 'a'], ['003x', 'b'], ['302', 'ba'], ['6号楼101', 'cd'], ['张小三', 'a'], ['张', 'a'], ['王', ''], ['', ''], ['９９９９', ''],
  ])('%s finds %s', (words, found) => { expect(ids(findPeople(PEOPLE, words))).toBe(found) })
  it('is on a card of ours or on none', () => {
    const id = '018c0000-0000-7000-8000-00000000000a'
    expect(cardOf(`FX1:${id.toUpperCase()}`)).toBe(id)
    for (const text of [id, 'FX1:', `FX2:${id}`, `FX1:${id}0`, 'https://elsewhere']) expect(cardOf(text)).toBeNull()
  })
  it('stands by building and door', () => {
    expect(buildingsOf(PEOPLE).map(({ name, doors }) => [name, doors.map((door) => door.people.length)])).toEqual([['5号楼', [2]], ['6号楼', [1, 1]]])
  })
})

import { describe, expect, it } from 'vitest'
import type { RoundPerson } from '@/api/contract'
import { entriesOf, heightOf } from './entries'
import { isResidentId } from '@/phone/documents'
import { foundFlaw, foundPerson, foundWords } from './found'

const at: RoundPerson = {
  person_id: 'p1', door: '140110003001-01-05-2-302', door_name: '302', sheet: '140110003001-01-05-2', sheet_name: '迎泽小区 5号楼2单元', name: '王小明', age: 40, sex: null, relation: 'head', stay: 'permanent', phone_tail: null, note: '', standing: 'missing', ticks: [],
}
const ENDS = ['单元', '门', '梯']
const words = { ...foundWords(at, ENDS), name: '赵新来', document_kind: 'none_yet' as const }

describe('somebody found at a door', () => {
  it('begins with the door', () => {
    expect(words).toMatchObject({ compound: '迎泽小区', building: '5号楼', unit: '2单元', room: '302' })
  })

  it('is looked at before it is kept: nobody finds out of a wrong number in the evening', () => {
    expect(foundFlaw({ ...words, name: ' ' })).toBe('nameMissing')
    expect(foundFlaw({ ...words, document_kind: 'resident_id' })).toBe('numberMissing')
    expect(foundFlaw({ ...words, document_kind: 'resident_id', document: '110105194912310021' })).toBe('idWrong')
    expect(foundFlaw({ ...words, document_kind: 'resident_id', document: '１１０１０５１９４９１２３１００２x' })).toBeNull()
    expect(foundFlaw({ ...words, phone: '138' })).toBe('phoneWrong')
    expect(foundFlaw({ ...words, building: '', room: '' })).toBe('doorMissing')
    expect(foundFlaw(words)).toBeNull()
    expect(isResidentId('11010519491231002X')).toBe(true)
  })

  it('stands at his door at once, and keeps his ids where he is put right', () => {
    const { body, row } = foundPerson({ ...words, phone: '138 0000 0417' }, at, null)
    expect(body).toMatchObject({ community: '140110003001', found: true, person: { name: '赵新来', document: '', phone: '13800000417', room: '302' } })
    expect(row).toMatchObject({ person_id: body.person_id, door: at.door, sheet: at.sheet, phone_tail: '0417', standing: 'missing' })
    const again = foundPerson({ ...words, room: '303' }, row, body)
    expect(again.body).toMatchObject({ person_id: body.person_id, fact_id: body.fact_id })
    expect(again.row).toMatchObject({ door_name: '303', sheet: at.sheet })
    expect(again.row.door).not.toBe(at.door)
  })
})

describe('the rows of the phone', () => {
  const people: RoundPerson[] = [at, { ...at, person_id: 'p2', name: '李桂兰', standing: 'done' }, { ...at, person_id: 'p3', door: 'd3', door_name: '303', standing: 'disputed', ticks: [
    { fact_id: 'a', outcome: 'done', note: '', back_on: null, by_name: '甲', seen_at: 1, means: 'phone' }, { fact_id: 'b', outcome: 'away', note: '北京', back_on: null, by_name: '乙', seen_at: 2, means: 'phone' },
  ] }]
  const shown = (...asked: Parameters<typeof entriesOf>): string[] => entriesOf(...asked).map((entry) => (entry.is === 'person' ? entry.person.person_id : entry.is))

  it('are sheet, door and people, and only the doors of whom is asked for', () => {
    expect(shown(people, 'all', '', new Set())).toEqual(['sheet', 'door', 'p1', 'p2', 'door', 'p3'])
    expect(shown(people, 'missing', '', new Set())).toEqual(['sheet', 'door', 'p1', 'door', 'p3'])
    expect(shown(people, 'all', '303', new Set())).toEqual(['sheet', 'door', 'p3'])
    expect(shown(people, 'away', '', new Set())).toEqual([])
  })

  it('do not move under a thumb: who was ticked just now stays', () => {
    expect(shown(people, 'missing', '', new Set(['p2']))).toEqual(['sheet', 'door', 'p1', 'p2', 'door', 'p3'])
  })

  it('are as high as what they say', () => {
    const heights = entriesOf(people, 'all', '', new Set()).map(heightOf)
    expect(heights[5]! - heights[2]!).toBe(2 * 62)
  })
})

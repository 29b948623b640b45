import { describe, expect, it } from 'vitest'
import type { PersonRow, PersonView } from '@/api/contract'
import { register as zh } from '@/words/register-zh'
import { ageOn, alikeIn, bodyOf, byHousehold, changeSaid, communityOf, documentShort, doorParts, doorTyped, emptyForm, formLacks, formOf, idFlaw, idHolder, isUnit, ownPlaces, wayTo } from './says'

const TODAY = '2022-11-24'
const row = (more: Partial<PersonRow>): PersonRow => ({
  person_id: 'p', community: '140110003001', door: '140110003001-01-5-2-302', compound: '甲小区', door_name: '5号楼2单元302', name: '王**', document_kind: 'resident_id',
  document_tail: '002X', phone_tail: '5678', relation: 'head', sex: 'female', age: 72, stay: 'permanent', origin: 'entered', version: 1, ...more,
})

describe('a resident ID', () => {
  const check = (number: string, flaw: string | null) => it(`${number} is ${flaw ?? 'fine'}`, () => expect(idFlaw(number, TODAY)).toBe(flaw))
  // The two numbers that GB 11643-1999 itself prints as examples.
  check('11010519491231002X', null)
  check('440524188001010014', 'day')
  check(' 110105 19491231 002x ', null)
  check('１１０１０５１９４９１２３１００２Ｘ', null)
  check('110105194912310021', 'sign')
  check('110105491231002', 'old')
  check('1.40105E+17', 'length')
  check('', 'length')

  it('says when its holder was born, and the sex', () => {
    expect(idHolder('11010519491231002X', TODAY)).toEqual({ born: '1949-12-31', sex: 'female' })
    expect(idHolder('110105194912310021', TODAY)).toBeNull()
  })
  it('of a day to come is none', () => expect(idFlaw('11010519491231002X', '1949-12-30')).toBe('day'))
})

describe('a door in one piece', () => {
  const check = (door: string, code: string, parts: [string, string, string]) =>
    it(door, () => expect(Object.values(doorParts(door, `140110003001-01-${code}`, zh))).toEqual(parts))
  check('5号楼2单元302', '5-2-302', ['5号楼', '2单元', '302'])
  check('5号楼302', '5-0-302', ['5号楼', '', '302'])
  check('12号', 'x1-0-0', ['12号', '', ''])
  check('门卫室', 'x2-0-0', ['门卫室', '', ''])
  check('东楼302', 'x3-0-302', ['东楼', '', '302'])
  check('B号楼1单元1201A', 'B-1-1201A', ['B号楼', '1单元', '1201A'])
})

describe('places', () => {
  it('know their community and the way down', () => {
    expect(communityOf('140110003')).toBeNull()
    expect(communityOf('140110003001-01-5')).toBe('140110003001')
    expect(wayTo('140110003001-01-5')).toEqual(['140110003001', '140110003001-01', '140110003001-01-5'])
    expect([isUnit('140110003001-01-5-2'), isUnit('140110003001-01-5')]).toEqual([true, false])
  })
  it('a grid worker begins in the community of the grid, once', () => {
    const held = (jurisdiction: string, role = 'grid_worker') => ({ role, jurisdiction, place_name: jurisdiction }) as never
    expect(ownPlaces({ roles: [held('140110003001-G02'), held('140110003001-G03'), held('1401', 'auditor')] }).map((one) => one.code)).toEqual(['140110003001'])
    expect(ownPlaces(null)).toEqual([])
  })
})

describe('a list of people', () => {
  it('says each door once', () => {
    const rows = [row({ person_id: 'a' }), row({ person_id: 'b' }), row({ person_id: 'c', door: 'other' })]
    expect(byHousehold(rows).map(({ first, n }) => [first, n])).toEqual([[true, 2], [false, 1], [true, 1]])
  })
  it('shows the end of a document, or that there is none', () => {
    expect(documentShort(row({}), zh)).toBe('身份证 002X')
    expect(documentShort(row({ document_kind: 'none_yet', document_tail: '' }), zh)).toBe('暂无')
  })
  it('tells in words what was changed', () => {
    expect(changeSaid({ kind: 'changed', fields: ['phone', 'door'] }, zh, '、')).toBe('修改：电话、门牌')
    expect(changeSaid({ kind: 'changed', fields: ['something_new'] }, zh, '、')).toBe('修改：其他内容')
    expect(changeSaid({ kind: 'left', fields: [] }, zh, '、')).toBe('已离开')
  })
})

describe('the form of a person', () => {
  it('lacks a name, a relation, a document, a door, in this order', () => {
    const form = emptyForm()
    const lacks = () => formLacks(form, { document: false }, zh)
    expect(lacks()).toBe(zh.lacks.name)
    form.name = '魏小满'
    expect(lacks()).toBe(zh.lacks.relation)
    form.relation = 'head'
    expect(lacks()).toBe(zh.lacks.document)
    expect(formLacks(form, { document: true }, zh)).toBe(zh.lacks.door)
    form.document_kind = 'none_yet'
    expect(lacks()).toBe(zh.lacks.door)
    form.building = '12号'
    expect(lacks()).toBe('')
  })
  it('says the door as it was typed', () => {
    expect(doorTyped({ building: '5', unit: '2', room: '302' })).toBe('5-2-302')
    expect(doorTyped({ building: '5号楼', unit: '', room: '302' })).toBe('5号楼302')
    expect(doorTyped({ building: '12号', unit: ' ', room: '' })).toBe('12号')
  })
  it('counts whole years', () => expect([ageOn('1949-12-31', TODAY), ageOn('1949-11-24', TODAY)]).toEqual([72, 73]))
  it('sends nothing where nothing was said', () => {
    expect(bodyOf({ ...emptyForm(), name: ' 魏小满 ', phone: ' ' })).toMatchObject({ name: '魏小满', phone: null, sex: null, born: null })
  })
  it('does not hold the numbers of a record', () => {
    const view = { name: '魏小满', document_kind: 'resident_id', document: '**************002X', phone: '*******5678', sex: 'female', born: '1949-12-31', relation: 'head', stay: 'permanent', compound: '甲小区', door: '140110003001-01-5-2-302', door_name: '5号楼2单元302', note: '' } as PersonView
    expect(formOf(view, zh)).toMatchObject({ document: '', phone: '', building: '5号楼', unit: '2单元', room: '302' })
  })
  it('is compared with who is known', () => {
    const form = { ...emptyForm(), document: '11010519491231002x', phone: '13800005678', sex: 'male' as const }
    expect(alikeIn(row({}), form)).toEqual({ document: true, phone: true, sex: false })
    expect(alikeIn(row({ document_tail: '', phone_tail: null }), form)).toEqual({ document: false, phone: false, sex: false })
  })
})

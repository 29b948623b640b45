import { describe, expect, it } from 'vitest'
import { cases as zh } from '@/words/cases-zh'
import { canSave, formOf, seatOf, seatText, seatedAt } from './seats'

const vehicle = (carriage: string, row: number | null, place: string) => ({ vehicle: { carriage, row, place }, table: null })
const table = (name: string, near: 'unknown' | 'yes' | 'no') => ({ vehicle: null, table: { table: name, near } })

describe('a seat', () => {
  it('is said in words', () => {
    expect(seatText(vehicle('3', 12, 'F'), zh)).toBe('3车厢 12排F')
    expect(seatText(vehicle('3', null, ''), zh)).toBe('3车厢')
    expect(seatText(vehicle('', 5, ''), zh)).toBe('5排')
    expect(seatText(table('8', 'unknown'), zh)).toBe('8号桌')
    expect(seatText(table('9', 'yes'), zh)).toBe('9号桌 邻桌或经常经过')
    expect(seatText(table('', 'no'), zh)).toBe('隔得开')
  })

  it('begins with what is known and is sent as it is typed', () => {
    const form = formOf(vehicle('3', 12, 'F'))
    expect(seatOf('vehicle', form)).toEqual({ vehicle: { carriage: '3', row: 12, place: 'F' } })
    expect(seatOf('vehicle', { ...form, row: '' })).toEqual({ vehicle: { carriage: '3', place: 'F' } })
    expect(seatOf('meal', formOf(table('8', 'yes')))).toEqual({ table: { table: '8', near: 'yes' } })
  })

  it('says something before it is kept', () => {
    expect(canSave('vehicle', formOf(null))).toBe(false)
    expect(canSave('vehicle', { ...formOf(null), row: '12F' })).toBe(false)
    expect(canSave('vehicle', { ...formOf(null), row: '12' })).toBe(true)
    expect(canSave('vehicle', { ...formOf(null), carriage: '3' })).toBe(true)
    expect(canSave('meal', formOf(null))).toBe(false)
    expect(canSave('meal', { ...formOf(null), near: 'no' })).toBe(true)
  })

  it('is had in a vehicle and at a meal alone', () => {
    expect([seatedAt('vehicle'), seatedAt('meal'), seatedAt('passing'), seatedAt(null)]).toEqual(['vehicle', 'meal', null, null])
  })
})

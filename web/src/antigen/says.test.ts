import { describe, expect, it } from 'vitest'
import { base64Of, opens, roomPlaces, testedAt, toneOf } from './says'

describe('antigen tests', () => {
  it('are grave while they hold somebody, and calm once they do not', () => {
    expect(toneOf({ outcome: 'positive', step: 'waiting' })).toBe('grave')
    expect(toneOf({ outcome: 'positive', step: 'retaken' })).toBe('warn')
    expect(toneOf({ outcome: 'positive', step: 'refuted' })).toBe('good')
    expect(toneOf({ outcome: 'negative', step: null })).toBe('calm')
    expect(toneOf({ outcome: 'invalid', step: null })).toBe('warn')
  })

  it('are seen where a role reaches, the widest first', () => {
    const role = (role: string, jurisdiction: string) => ({ role, jurisdiction, place_name: jurisdiction }) as never
    const me = { roles: [role('community_registrar', '140110003001'), role('grid_worker', '140110003001-G01'), role('city_command', '1401')] }
    expect(roomPlaces(me).map((one) => one.code)).toEqual(['1401', '140110003001'])
    expect(roomPlaces(null)).toEqual([])
    expect([opens('1401'), opens('140110003'), opens('140110003001')]).toEqual([true, true, false])
  })

  it('were done just now, or some hours ago', () => {
    expect(testedAt(0, 1_000)).toBeNull()
    expect(testedAt(2, 10_000_000)).toBe(10_000_000 - 7_200_000)
  })

  it('are sent as base64, however long', async () => {
    expect(await base64Of(new Blob([new Uint8Array([255, 216, 255])]))).toBe('/9j/')
    const long = new Uint8Array(100_000).fill(7)
    expect(atob(await base64Of(new Blob([long]))).length).toBe(100_000)
  })
})

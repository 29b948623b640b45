import { expect, it } from 'vitest'
import type { FollowRow } from '@/api/contract'
import { follow } from '@/words/follow-zh'
import { asTaken, isAlarm, isSignable, measureText, tenthsOf, toTake } from './says'

const row = (parts: FollowRow['missing'][number]['part'][]): FollowRow => ({
  person_id: 'p', name: '王*', phone: '', door: '', door_name: '', ring: 'close', since: 0, until: null, morning: null, evening: null, tested_at: null,
  doctor_name: null, community_name: null, missing: parts.map((part) => ({ part, due_at: 0 })), late_since: null, rises_to_name: null, is_alarm: false, seen: 0,
})

it('reads a temperature however it is typed, and none that nobody has', () => {
  expect(['36.5', '36，5', '36。5', '365', '37', ' 37.3 '].map(tenthsOf)).toEqual([365, 365, 365, 365, 370, 373])
  expect(['', '3', '50', '33.9', '43.1', '36.55', 'abc'].map(tenthsOf)).toEqual([null, null, null, null, null, null, null])
})

it('calls fever and any symptom an alarm', () => {
  expect([isAlarm({ tenths: 372, symptoms: [] }), isAlarm({ tenths: 373, symptoms: [] }), isAlarm({ tenths: 360, symptoms: ['cough'] })]).toEqual([false, true, true])
  expect(measureText({ tenths: 373, symptoms: ['cough', 'diarrhea'] }, follow)).toBe('37.3℃ 咳嗽、拉肚子')
  expect(measureText({ tenths: 365, symptoms: [] }, follow)).toBe('36.5℃ 无症状')
})

it('shows a day as it stands once what is on the phone has arrived', () => {
  const before = row(['morning', 'evening', 'tested', 'doctor', 'community'])
  expect(toTake(before)).toEqual(['morning', 'evening', 'tested'])
  expect(isSignable(before)).toBe(false)
  const of = (kind: 'morning' | 'evening' | 'tested', tenths: number | null, person_id = 'p') => ({ person_id, day: 'd', kind, tenths, symptoms: [] })
  const after = asTaken(before, 'd', [of('morning', 365), of('evening', 366), of('tested', null, 'other'), { ...of('tested', null), day: 'e' }])
  expect(toTake(after)).toEqual(['tested'])
  expect(isSignable(after)).toBe(true)
  expect(after.morning?.tenths).toBe(365)
})

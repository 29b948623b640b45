// What is said of somebody who is kept, and how his day will stand once what is on the phone has arrived.
import type { FollowPart, FollowRow, Symptom } from '@/api/contract'
import type { FollowWords } from '@/words/follow'

export const FEVER_TENTHS = 373
export const TENTHS_MIN = 340
export const TENTHS_MAX = 430
/** What most people have: one touch each. */
export const USUAL = [360, 362, 363, 364, 365, 366, 367, 368] as const
export const SYMPTOMS: readonly Symptom[] = ['cough', 'fatigue', 'sore_throat', 'smell_lost', 'runny_nose', 'red_eyes', 'muscle_pain', 'diarrhea', 'breathless']

export type Measured = Extract<FollowPart, 'morning' | 'evening'>
export interface Measure { tenths: number; symptoms: readonly Symptom[] }

/** Reads `36.5`, `36` or `365`; null where it is none that somebody who lives has. */
export function tenthsOf(text: string): number | null {
  const plain = text.trim()
  if (!/^\d{2,3}([.,\u3002\uff0c]\d)?$/.test(plain)) return null
  const tenths = /[.,\u3002\uff0c]/.test(plain) ? Math.round(Number(plain.replace(/[,\u3002\uff0c]/, '.')) * 10) : plain.length === 2 ? Number(plain) * 10 : Number(plain)
  return tenths >= TENTHS_MIN && tenths <= TENTHS_MAX ? tenths : null
}

export const isAlarm = (measure: Measure): boolean => measure.tenths >= FEVER_TENTHS || measure.symptoms.length > 0

export function measureText(measure: Measure, words: FollowWords): string {
  const symptoms = measure.symptoms.map((one) => words.symptom[one]).join(words.and)
  return `${words.degrees(measure.tenths)} ${symptoms || words.well}`
}

/** The parts of the day that the community itself takes down and that are not there, in their order. */
export const toTake = (row: Pick<FollowRow, 'missing'>): FollowPart[] =>
  row.missing.map(({ part }) => part).filter((part) => part !== 'doctor' && part !== 'community')

/** Whether both measures that the day calls for are there, so that it can be signed. */
export const isSignable = (row: Pick<FollowRow, 'missing'>): boolean =>
  !row.missing.some(({ part }) => part === 'morning' || part === 'evening')

export interface Taken { person_id: string; day: string; kind: FollowPart; tenths: number | null; symptoms: readonly Symptom[] }

/** A row as it will stand once these have arrived. */
export function asTaken(row: FollowRow, day: string, taken: readonly Taken[]): FollowRow {
  return taken.filter((one) => one.person_id === row.person_id && one.day === day).reduce<FollowRow>((before, one) => {
    const left = before.missing.filter(({ part }) => part !== one.kind)
    const measure = one.tenths === null ? null : { tenths: one.tenths, symptoms: [...one.symptoms], is_alarm: isAlarm({ tenths: one.tenths, symptoms: one.symptoms }) }
    switch (one.kind) {
      case 'morning': return { ...before, missing: left, morning: measure }
      case 'evening': return { ...before, missing: left, evening: measure }
      case 'tested': return { ...before, missing: left, tested_at: before.tested_at ?? 0 }
      case 'doctor': case 'community': return before
    }
  }, row)
}

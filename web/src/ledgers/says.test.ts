import { describe, expect, it } from 'vitest'
import type { LedgerRow } from '@/api/contract'
import { ledgers as words } from '@/words/ledgers-zh'
import { shared } from '@/words/zh-CN'
import { bodyOf, emptyForm, factSaid, formLacks, formOf, isMeant, lastVisitSaid, particularsOf, reviewSaid, RHYTHMS, titleOf, todayOf, type RhythmChoice } from './says'

const row = (more: Partial<LedgerRow> = {}): LedgerRow => ({
  entry_id: 'e', person_id: 'p', name: '测*', age: 80, phone_tail: null, door: '140110003001-01-05-1-101', door_name: '5号楼1单元101', ledger: 'special_care', category: 'dialysis', own_ledger: null,
  title: '透析', need: '接送', rhythm: '每周一、四', every_days: null, times_a_day: null, due_on: null, weekdays: [1, 4], next_on: null, until: null, doctor: null, informant: null,
  origin: 'form', state: 'standing', review_on: '2022-12-24', visits_left: 1, visits_today: 0, review_due: false, last_visit: null, entered_at: 0, version: 1, ...more,
})

describe('the form', () => {
  it('sends of each matter its own particulars and nothing else', () => {
    const typed = emptyForm({ category: 'dialysis', due_on: '2023-01-01', weekdays: [4, 1], until: '2022-12-01', doctor: '甲', informant: '乙', own_ledger: 'o', reason: ' 走访 ' })
    expect(bodyOf(typed)).toMatchObject({ category: 'dialysis', weekdays: [1, 4], due_on: null, until: null, doctor: '', own_ledger: null, reason: '走访' })
    expect(bodyOf({ ...typed, category: 'pregnant' })).toMatchObject({ due_on: '2023-01-01', weekdays: [] })
    expect(bodyOf({ ...typed, ledger: 'latent_risk' })).toMatchObject({ category: null, until: '2022-12-01', doctor: '甲', informant: '乙' })
    expect(bodyOf({ ...typed, ledger: 'own' })).toMatchObject({ category: null, own_ledger: 'o', doctor: '' })
  })

  it('says the first thing that it lacks', () => {
    const check = (form: Parameters<typeof emptyForm>[0], lack: string): void => { expect(formLacks(emptyForm({ reason: '走访', ...form }), words)).toBe(lack) }
    check({}, words.lacks.category)
    check({ category: 'dialysis' }, words.lacks.weekdays)
    check({ category: 'dialysis', weekdays: [1] }, '')
    check({ category: 'pregnant' }, words.lacks.dueOn)
    check({ category: 'bedridden', reason: ' ' }, words.lacks.reason)
    check({ ledger: 'own' }, words.lacks.own)
    check({ ledger: 'latent_risk' }, words.lacks.until)
    check({ ledger: 'latent_risk', until: '2022-12-01', doctor: '甲' }, words.lacks.pair)
    check({ ledger: 'latent_risk', until: '2022-12-01', doctor: '甲', informant: '乙' }, '')
  })

  it('comes back as it was sent', () => {
    for (const rhythm of Object.keys(RHYTHMS) as RhythmChoice[]) {
      const { every_days, times_a_day } = bodyOf(emptyForm({ rhythm, category: 'bedridden' }))
      // The server says once a day in its own way.
      const again = rhythm === 'd1' ? { every_days: 1, times_a_day: 1 } : rhythm.startsWith('d') ? { every_days: 1, times_a_day: times_a_day ?? null } : { every_days: every_days ?? null, times_a_day: times_a_day ?? null }
      expect(formOf(row(again)).rhythm).toBe(rhythm)
    }
    expect(formOf(row()).review_on).toBe('2022-12-24')
    expect(formOf(row({ state: 'overdue' })).review_on).toBe('')
  })
})

describe('a row', () => {
  it('says what it is for', () => {
    expect(particularsOf(row(), words, shared)).toBe('每周一、四透析')
    expect(particularsOf(row({ weekdays: [], until: '2022-11-29', doctor: '甲', informant: '乙' }), words, shared)).toBe('隔离至 11月29日 · 医生 甲、信息员 乙')
    expect(titleOf(row(), [], words)).toBe('透析')
    expect(titleOf(row({ category: null, ledger: 'own', own_ledger: 'o' }), [{ ledger_id: 'o', name: '宠物家庭', closed: false, version: 1 }], words)).toBe('宠物家庭')
    expect(titleOf(row({ category: null, ledger: 'latent_risk' }), [], words)).toBe('潜在风险')
  })

  it('says what today asks', () => {
    expect(todayOf(row(), words)).toEqual({ text: '应上门', is: 'todo' })
    expect(todayOf(row({ visits_left: 2, review_due: true }), words)).toEqual({ text: '应上门 2 次 · 应复核', is: 'todo' })
    expect(todayOf(row({ visits_left: 0, visits_today: 1 }), words)).toEqual({ text: '已上门', is: 'done' })
    expect(todayOf(row({ visits_left: 0 }), words)).toEqual({ text: '今天不用去', is: 'none' })
    expect(todayOf(row({ state: 'left' }), words)).toEqual({ text: '人已离开', is: 'none' })
    expect([row(), row({ visits_today: 1 }), row({ last_visit: '2022-11-20' })].map((one) => lastVisitSaid(one, words, shared))).toEqual(['还没有上过门', '今天去过', '上次上门 11月20日'])
    expect(reviewSaid(row(), words, shared)).toBe('12月24日 前复核')
    expect(reviewSaid(row({ state: 'overdue' }), words, shared)).toBe('12月24日 已到期')
  })

  it('is found by its name or its door', () => {
    expect(isMeant(row(), '5号楼')).toBe(true)
    expect(isMeant(row(), '测 101')).toBe(true)
    expect(isMeant(row(), '6号楼')).toBe(false)
    expect(isMeant(row(), ' ')).toBe(true)
  })
})

it('says what was done', () => {
  expect(factSaid({ kind: 'changed', fields: ['matter', 'review_on'], review_on: '2022-12-01' }, words, shared)).toBe('修改 · 改了类别内容、复核日期 · 下次复核 12月1日')
  expect(factSaid({ kind: 'visited', fields: [], review_on: '2022-12-01' }, words, shared)).toBe('上门')
})

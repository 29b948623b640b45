// What the ledgers say: pure, so that it is tested without a browser.
import type { CareCategory, Day, LedgerBody, LedgerFact, LedgerKind, LedgerRow, OwnLedger } from '@/api/contract'
import { dayTitle } from '@/days'
import type { LedgerWords } from '@/words/ledgers'
import type { SharedWords } from '@/words/shared'

export const CATEGORIES: CareCategory[] = ['living_alone', 'over_80', 'bedridden', 'pregnant', 'dialysis', 'chemotherapy', 'infant', 'disability', 'online_pupil']
export const TABS = ['due', 'special_care', 'latent_risk', 'own', 'over'] as const
export type Tab = typeof TABS[number]

/** How often, as the form offers it: the days between two visits and the times a day. */
export const RHYTHMS = {
  rule: [null, null], d1: [1, null], d2: [null, 2], d3: [null, 3], e2: [2, null], e3: [3, null], e7: [7, null], e14: [14, null], none: [0, null],
} as const satisfies Record<string, readonly [number | null, number | null]>
export type RhythmChoice = keyof typeof RHYTHMS

/** What a ledger's form holds: every field there, so that a form can be empty. */
export interface LedgerForm {
  ledger: LedgerKind; category: CareCategory | ''; own_ledger: string; due_on: Day; weekdays: number[]; next_on: Day; until: Day
  doctor: string; informant: string; need: string; rhythm: RhythmChoice; review_on: Day; reason: string
}

export const emptyForm = (more: Partial<LedgerForm> = {}): LedgerForm => ({
  ledger: 'special_care', category: '', own_ledger: '', due_on: '', weekdays: [], next_on: '', until: '', doctor: '', informant: '', need: '', rhythm: 'rule', review_on: '', reason: '', ...more,
})

function choiceOf(row: Pick<LedgerRow, 'every_days' | 'times_a_day'>): RhythmChoice {
  if ((row.times_a_day ?? 1) > 1) return row.times_a_day === 3 ? 'd3' : 'd2'
  const choices = Object.keys(RHYTHMS) as RhythmChoice[]
  return choices.find((one) => one !== 'rule' && RHYTHMS[one][0] === row.every_days && RHYTHMS[one][1] === null) ?? 'rule'
}

/** The form of an entry as it stands. A review that is late is not put off by leaving it there. */
export const formOf = (row: LedgerRow): LedgerForm => ({
  ledger: row.ledger, category: row.category ?? '', own_ledger: row.own_ledger ?? '', due_on: row.due_on ?? '', weekdays: [...row.weekdays], next_on: row.next_on ?? '', until: row.until ?? '',
  doctor: row.doctor ?? '', informant: row.informant ?? '', need: row.need, rhythm: choiceOf(row), review_on: row.state === 'overdue' ? '' : row.review_on, reason: '',
})

/** What is sent: of each matter its own particulars and nothing else. */
export function bodyOf(form: LedgerForm): LedgerBody {
  const [every_days, times_a_day] = RHYTHMS[form.rhythm]
  const care = form.ledger === 'special_care' ? form.category : ''
  const isolation = form.ledger === 'latent_risk'
  return {
    ledger: form.ledger, category: care || null, own_ledger: form.ledger === 'own' ? form.own_ledger || null : null,
    due_on: care === 'pregnant' ? form.due_on || null : null, weekdays: care === 'dialysis' ? [...form.weekdays].sort() : [], next_on: care === 'chemotherapy' ? form.next_on || null : null,
    until: isolation ? form.until || null : null, doctor: isolation ? form.doctor.trim() : '', informant: isolation ? form.informant.trim() : '',
    need: form.need.trim(), every_days, times_a_day, review_on: form.review_on || null, reason: form.reason.trim(),
  }
}

/** The first thing that the form still lacks, or an empty text. The server decides. */
export function formLacks(form: LedgerForm, words: LedgerWords): string {
  if (form.ledger === 'special_care') {
    if (form.category === '') return words.lacks.category
    if (form.category === 'pregnant' && form.due_on === '') return words.lacks.dueOn
    if (form.category === 'dialysis' && form.weekdays.length === 0) return words.lacks.weekdays
  }
  if (form.ledger === 'own' && form.own_ledger === '') return words.lacks.own
  if (form.ledger === 'latent_risk') {
    if (form.until === '') return words.lacks.until
    if (form.doctor.trim() === '' || form.informant.trim() === '') return words.lacks.pair
  }
  return form.reason.trim() === '' ? words.lacks.reason : ''
}

/** 透析, 居家隔离, or the name of the community's own ledger. */
export const titleOf = (row: Pick<LedgerRow, 'category' | 'own_ledger' | 'ledger'>, own: OwnLedger[], words: LedgerWords): string =>
  row.category ? words.category[row.category] : own.find((one) => one.ledger_id === row.own_ledger)?.name ?? words.ledger[row.ledger]

/** What is particular about it: 每周一、三、五透析; 预产期 1月20日. */
export function particularsOf(row: Pick<LedgerRow, 'weekdays' | 'due_on' | 'next_on' | 'until' | 'doctor' | 'informant'>, words: LedgerWords, shared: SharedWords): string {
  const said = []
  if (row.weekdays.length > 0) said.push(words.dialysisOn(row.weekdays.map((day) => words.weekdays[day - 1] ?? '').join(words.and)))
  if (row.due_on) said.push(words.dueOn(dayTitle(row.due_on, shared)))
  if (row.next_on) said.push(words.nextOn(dayTitle(row.next_on, shared)))
  if (row.until) said.push(words.until(dayTitle(row.until, shared)))
  if (row.doctor && row.informant) said.push(words.pair(row.doctor, row.informant))
  return said.join(' · ')
}

export interface Today { text: string; is: 'todo' | 'done' | 'none' }

/** What today asks of an entry. */
export function todayOf(row: Pick<LedgerRow, 'visits_left' | 'visits_today' | 'review_due' | 'state'>, words: LedgerWords): Today {
  if (row.state === 'left' || row.state === 'ended') return { text: words.state[row.state], is: 'none' }
  const todo = [...row.visits_left > 0 ? [words.toVisit(row.visits_left)] : [], ...row.review_due ? [words.toReview] : []]
  if (todo.length > 0) return { text: todo.join(' · '), is: 'todo' }
  return row.visits_today > 0 ? { text: words.visited(row.visits_today), is: 'done' } : { text: words.notToday, is: 'none' }
}

/** When somebody was there last. */
export function lastVisitSaid(row: Pick<LedgerRow, 'last_visit' | 'visits_today'>, words: LedgerWords, shared: SharedWords): string {
  if (row.visits_today > 0) return words.visitedToday
  return row.last_visit ? words.lastVisit(dayTitle(row.last_visit, shared)) : words.noVisit
}

/** By when it must be looked at again, or that this is over. */
export const reviewSaid = (row: Pick<LedgerRow, 'review_on' | 'state'>, words: LedgerWords, shared: SharedWords): string =>
  row.state === 'overdue' ? words.reviewLate(dayTitle(row.review_on, shared)) : words.reviewBy(dayTitle(row.review_on, shared))

/** What was done, and what changed by it. */
export function factSaid(fact: Pick<LedgerFact, 'kind' | 'fields' | 'review_on'>, words: LedgerWords, shared: SharedWords): string {
  const said = [words.factKind[fact.kind]]
  if (fact.kind === 'changed' && fact.fields.length > 0) said.push(words.entry.changed(fact.fields.map((field) => words.field[field] ?? field).join(words.and)))
  if (fact.kind === 'entered' || fact.kind === 'reviewed' || fact.fields.includes('review_on')) said.push(words.entry.next(dayTitle(fact.review_on, shared)))
  return said.join(' · ')
}

/** Whether what was typed means this row: a part of the name or the door. */
export const isMeant = (row: Pick<LedgerRow, 'name' | 'door_name'>, typed: string): boolean =>
  typed.trim().split(/\s+/).every((word) => row.name.includes(word) || row.door_name.includes(word))

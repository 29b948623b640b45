import { expect, it } from 'vitest'
import type { VerifyRow } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { asSaid, sendAsked, type AskedItem } from './outbox'

const item = (fact_id: string, facts: number, does: AskedItem['says']['does'] = 'tried'): AskedItem => ({
  fact_id, case_id: 'c', whom: '测*', says: { facts, does, means: 'phone', ...(does === 'answer' ? { answer: 'here' as const } : {}) }, state: 'waiting', problem: null,
})
function box(items: AskedItem[], answer: (fact: string) => void) {
  const sent: string[] = []
  return {
    sent, items: () => items,
    keep: async (one: AskedItem) => { items.splice(items.findIndex(({ fact_id }) => fact_id === one.fact_id), 1, one) },
    send: async (_case: string, body: { fact_id: string }) => { sent.push(body.fact_id); answer(body.fact_id) },
  }
}
const row = { case_id: 'c', facts: 2, tries: 0, state: 'open', answer: null, late: true } as VerifyRow

it('sends each once, in its order', async () => {
  const items = [item('1', 2), item('2', 3, 'answer')]
  const own = box(items, () => undefined)
  expect([await sendAsked(own), await sendAsked(own)]).toEqual(['sent', 'sent'])
  expect(own.sent).toEqual(['1', '2'])
  expect(items.map(({ state }) => state)).toEqual(['kept', 'kept'])
})

it('keeps what could not be sent, and says why another was refused', async () => {
  const items = [item('1', 2), item('2', 3), item('3', 4)]
  const own = box(items, (fact) => {
    if (fact === '1') throw new ApiError('stale', 409, '')
    if (fact === '2') throw new ApiError('unreachable', 0, '')
  })
  expect(await sendAsked(own)).toBe('unreachable')
  expect(items.map(({ state }) => state)).toEqual(['refused', 'waiting', 'waiting'])
  expect(own.sent).toEqual(['1', '2'])
})

it('shows a row as it will stand, and counts nothing twice', () => {
  const items = [item('1', 2), item('2', 3, 'answer')]
  expect(asSaid(row, items)).toMatchObject({ facts: 4, tries: 1, state: 'answered', answer: 'here', late: false })
  expect(asSaid({ ...row, facts: 3, tries: 1 }, items)).toMatchObject({ facts: 4, tries: 1, state: 'answered' })
  expect(asSaid(row, [item('1', 2, 'hand_back')])).toBeNull()
  expect(asSaid(row, [{ ...item('1', 2), state: 'refused' }])).toEqual(row)
})

import { expect, it } from 'vitest'
import { ApiError } from '@/api/errors'
import { bodyOf, sendFollows, type FollowItem } from './outbox'

const item = (fact_id: string, kind: FollowItem['kind'] = 'morning'): FollowItem => ({ fact_id, account_id: 'a', person_id: 'p', whom: '王*', day: '2022-11-24', kind, tenths: kind === 'tested' ? null : 365, symptoms: [], state: 'waiting', problem: null })

function box(items: FollowItem[], answer: (fact: string) => void) {
  const sent: string[] = []
  return {
    sent, items: () => items,
    keep: async (one: FollowItem) => { items.splice(items.findIndex(({ fact_id }) => fact_id === one.fact_id), 1, one) },
    send: async (_person: string, body: { fact_id: string }) => { sent.push(body.fact_id); answer(body.fact_id) },
  }
}

it('sends each once, in its order', async () => {
  const items = [item('1'), item('2', 'tested')]
  const own = box(items, () => undefined)
  expect(await sendFollows(own)).toBe('sent')
  expect(await sendFollows(own)).toBe('sent')
  expect(own.sent).toEqual(['1', '2'])
  expect(items.map(({ state }) => state)).toEqual(['kept', 'kept'])
  expect(bodyOf(items[1]!)).toEqual({ fact_id: '2', day: '2022-11-24', kind: 'tested', symptoms: [] })
})

it('keeps what could not be sent, and says why another was refused', async () => {
  const items = [item('1'), item('2'), item('3')]
  const own = box(items, (fact) => {
    if (fact === '1') throw new ApiError('bad_input', 400, '这一天不用随访。')
    if (fact === '2') throw new ApiError('unreachable', 0, '')
  })
  expect(await sendFollows(own)).toBe('unreachable')
  expect(items.map(({ state }) => state)).toEqual(['refused', 'waiting', 'waiting'])
  expect(items[0]?.problem?.sentence).toBe('这一天不用随访。')
  expect(own.sent).toEqual(['1', '2'])
})

// Ticks and people found at doors, on their way from the phone to the server. Each is answered for
// on its own, and what is sent twice is the same: a lost answer costs only a second sending.
import type { NewPerson, RoundPerson, TickAnswer, TickBody } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { isForLater } from '@/phone/later'
import type { OwnTick } from '@/rounds/ticks'

export type TickState = 'waiting' | 'sent' | 'kept' | 'refused' | 'set_aside'
export interface Problem { code: string; sentence: string }
export interface TickItem extends OwnTick {
  account_id: string
  round_id: string
  /** Whom it is about, in words, where his row is no longer at hand. */
  whom: string
  state: TickState
  /** Once on its way it may have arrived, and can no longer be taken back without a word. */
  attempted: boolean
  send_after: number
  problem: Problem | null
}
export interface FoundItem {
  account_id: string
  round_id: string
  body: NewPerson
  /** The row by which he stands on the list until the server has one. */
  row: RoundPerson
  state: TickState
  problem: Problem | null
}

export const BATCH_MAX = 200
const isOnWay = ({ state }: { state: TickState }): boolean => state === 'waiting' || state === 'sent'
export const isPendingTick = isOnWay
/** Whether the list shows it: what was refused or set aside does not stand. */
export const counts = ({ state }: { state: TickState }): boolean => isOnWay({ state }) || state === 'kept'
export const isProblem = ({ state }: { state: TickState }): boolean => state === 'refused' || state === 'set_aside'

export interface Outbox {
  ticks: () => readonly TickItem[]
  found: () => readonly FoundItem[]
  /** Keeps on the phone how items stand, before anything else happens to them. */
  keepTicks: (items: TickItem[]) => Promise<void>
  keepFound: (item: FoundItem) => Promise<void>
  sendTicks: (round_id: string, ticks: TickBody[]) => Promise<TickAnswer[]>
  sendFound: (body: NewPerson) => Promise<unknown>
}
export type Sent = 'sent' | 'unreachable'

const wire = ({ fact_id, person_id, outcome, note, back_on, replaces, seen_at, means }: TickItem): TickBody =>
  ({ fact_id, person_id, outcome, note, back_on, replaces, seen_at, means })
/** Sends what is due: people before their ticks, ticks by round and in batches. */
export async function sendRounds(box: Outbox, now: number): Promise<Sent> {
  for (const item of box.found().filter(isOnWay)) if (await sendOne(box, item) === 'unreachable') return 'unreachable'
  for (;;) {
    const batch = nextBatch(box.ticks(), box.found(), now)
    if (batch.length === 0) return 'sent'
    const marked = batch.map((item): TickItem => ({ ...item, state: 'sent', attempted: true }))
    await box.keepTicks(marked)
    if (await sendBatch(box, marked) === 'unreachable') return 'unreachable'
  }
}

/** Who is not registered yet, or was refused, is not known to the server: his ticks wait. */
export const heldBack = (found: readonly FoundItem[]): Set<string> => new Set(found.filter(({ state }) => state !== 'kept').map(({ body }) => body.person_id))

function nextBatch(ticks: readonly TickItem[], found: readonly FoundItem[], now: number): TickItem[] {
  const held = heldBack(found)
  const due = ticks.filter((item) => isOnWay(item) && item.send_after <= now && !held.has(item.person_id))
  return due.filter((item) => item.round_id === due[0]?.round_id).slice(0, BATCH_MAX)
}

async function sendOne(box: Outbox, item: FoundItem): Promise<Sent> {
  await box.keepFound({ ...item, state: 'sent' })
  try {
    await box.sendFound(item.body)
    await box.keepFound({ ...item, state: 'kept', problem: null })
  } catch (error) {
    if (isForLater(error)) { await box.keepFound({ ...item, state: 'waiting' }); return 'unreachable' }
    await box.keepFound({ ...item, state: 'refused', problem: problemOf(error) })
  }
  return 'sent'
}

async function sendBatch(box: Outbox, items: TickItem[]): Promise<Sent> {
  try {
    const answers = new Map((await box.sendTicks(items[0]!.round_id, items.map(wire))).map((answer) => [answer.fact_id, answer]))
    await box.keepTicks(items.map((item) => answered(item, answers.get(item.fact_id))))
    return items.every((item) => answers.has(item.fact_id)) ? 'sent' : 'unreachable'
  } catch (error) {
    if (isForLater(error)) { await box.keepTicks(items.map((item) => ({ ...item, state: 'waiting' }))); return 'unreachable' }
    // One that the server cannot even read must not hold up the others: each half goes on its own.
    if (items.length > 1 && error instanceof ApiError && (error.status === 400 || error.status === 413)) {
      const half = Math.ceil(items.length / 2)
      return await sendBatch(box, items.slice(0, half)) === 'sent' ? sendBatch(box, items.slice(half)) : 'unreachable'
    }
    await box.keepTicks(items.map((item) => ({ ...item, state: 'refused', problem: problemOf(error) })))
    return 'sent'
  }
}

function answered(item: TickItem, answer: TickAnswer | undefined): TickItem {
  switch (answer?.fate) {
    case 'kept': return { ...item, state: 'kept', problem: null }
    case 'set_aside': return { ...item, state: 'set_aside', problem: null }
    case 'refused': return { ...item, state: 'refused', problem: { code: answer.code ?? 'unknown', sentence: answer.message ?? '' } }
    case undefined: return { ...item, state: 'waiting' }
  }
}

const problemOf = (error: unknown): Problem => (error instanceof ApiError ? { code: error.code, sentence: error.sentence } : { code: 'unknown', sentence: '' })

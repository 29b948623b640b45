// How what is on the phone gets to the server: parts in batches, each batch signed, not all phones at
// once, and never in a hurry: the phone has everything anyway.
import { ApiError, isCode, isUnreachable } from '@/api/errors'
import { sampling } from '@/api/sampling'
import { isForLater, waitMs } from '@/phone/later'
import { signature, thisDevice } from './device'
import { answered, backlogOf, batchBody, batchOf, cut, fewer, more, offerAgain, prune, MEMBERS_MAX, type Part } from './queue'
import { enroll, hearTime, inTurn, lock, lookAtClocks, nextId, now, openFor_ms, revoked, table } from './store'

const TICK_MS = 15_000
const SOON_MS = 15 * 60_000
/** A phone that has nothing to send asks now and then: the store may have been put back. */
const HELLO_MS = 60 * 60_000
/** After an outage the network is back for everybody at once. */
const SPREAD_MS = 5_000
/** A connection that is half gone takes everything and never says a word. */
const ANSWER_MS = 30_000
/** The centre shows what each site still has a minute after its link is back. must-hold R5. */
const WAIT_MAX_MS = 20_000
let members_max = MEMBERS_MAX
let asked_mono = -Infinity
let timer: ReturnType<typeof setTimeout> | undefined
function plan(ms: number): void {
  clearTimeout(timer)
  table.next_try_at = Date.now() + ms
  timer = setTimeout(() => void sync(), ms)
}

let syncing: Promise<void> | null = null
/** One at a time; a second call joins the first. */
export function sync(): Promise<void> {
  return syncing ??= syncAll().finally(() => { syncing = null })
}

async function syncAll(): Promise<void> {
  if (!table.isOpen || table.signedOut || table.isRevoked) return
  clearTimeout(timer)
  table.sending = true
  try {
    await inTurn((kept) => ({ step: cut(kept, now(), nextId), answer: undefined }))
    const isHello = table.kept.parts.size > 0 && performance.now() - asked_mono > HELLO_MS
    let batch = batchOf(table.kept, members_max)
    while (batch.length > 0 || isHello && performance.now() - asked_mono > HELLO_MS) {
      await offer(batch)
      batch = batchOf(table.kept, members_max)
    }
    Object.assign(table, { n_failures: 0, next_try_at: 0, problem: null })
  } catch (error) { await failed(error) } finally { table.sending = false }
}

async function offer(batch: Part[]): Promise<void> {
  try { await send(batch) } catch (error) {
    const isUnreadable = error instanceof ApiError && (error.code === 'bad_input' || error.status === 413)
    if (!isUnreadable) throw error
    // One that the server cannot even read must not hold up the others: each half goes on its own.
    if (batch.length <= 1) return refuse(batch, error)
    const half = Math.ceil(batch.length / 2)
    await offer(batch.slice(0, half))
    await offer(batch.slice(half))
  }
}
async function send(batch: Part[]): Promise<void> {
  const device = await thisDevice()
  const n_left = backlogOf(table.kept).n_people - batch.reduce((sum, part) => sum + part.swabs.length, 0)
  // The server puts every time right by how far this one is off: all bear the same clock.
  // In a drill the day is another on purpose.
  const body = batchBody(batch, now(), table.me?.drill ? 0 : table.clock.offset_ms, n_left)
  const asked = performance.now()
  const answer = await withinTime(async (signal) => sampling.batch(body, device.device_id, await signature(device, body), signal))
  members_max = more(members_max)
  asked_mono = performance.now()
  await hearTime(answer.server_now, asked)
  table.reachable = true
  const isSilent = batch.length > 0 && !answer.answers.some((one) => batch.some((part) => part.part_id === one.part_id))
  await inTurn((kept) => ({ step: answered(kept, batch, answer, answer.server_now), answer: undefined }))
  // Only what the server has just been heard to know by its own history and clock is let go.
  await inTurn((kept) => ({ step: prune(kept, answer.server_now), answer: undefined }))
  if (isSilent) throw new ApiError('http_200', 502, '')
}
async function withinTime<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const given = new AbortController()
  const late = setTimeout(() => { given.abort() }, ANSWER_MS)
  try { return await ask(given.signal) } finally { clearTimeout(late) }
}
const refuse = (batch: Part[], error: ApiError): Promise<void> => inTurn(() => ({
  step: { parts: batch.map((part): Part => ({ ...part, state: 'refused', code: error.code, message: error.sentence })) }, answer: undefined,
}))

async function failed(error: unknown): Promise<void> {
  if (isCode(error, 'device_revoked')) return revoked()
  // The server was put back to a time before it knew this phone.
  if (isCode(error, 'device_unknown')) await enroll().catch(() => undefined)
  if (error instanceof ApiError && error.status === 401) table.signedOut = true
  table.problem = error
  if (!(error instanceof ApiError) || isUnreachable(error)) members_max = fewer(members_max)
  if (isForLater(error)) table.reachable = error instanceof ApiError && error.status > 0 && error.status < 500
  const asked_ms = error instanceof ApiError ? error.retry_after_s * 1000 : 0
  // Told to come back later, everybody would come back at once: a share of the wait is by chance.
  const wait = Math.max(asked_ms * (1 + Math.random() * 0.5), waitMs(table.n_failures, Math.random(), WAIT_MAX_MS))
  table.n_failures += 1
  if (table.isOpen && !table.signedOut) plan(wait)
}

/** Somebody read why parts were refused, and offers them again. */
export async function tryAgain(): Promise<void> {
  await inTurn((kept) => ({ step: offerAgain(kept), answer: undefined }))
  await sync()
}

/** The one heartbeat: clocks are looked at, the lock falls, what is due goes. */
export function keepGoing(): void {
  addEventListener('online', () => { if (table.isOpen) plan(Math.random() * SPREAD_MS) })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) beat() })
  setInterval(beat, TICK_MS)
}
function beat(): void {
  if (!table.isOpen) return
  lookAtClocks()
  const left_ms = openFor_ms()
  table.lock_in_min = left_ms < SOON_MS ? Math.max(1, Math.ceil(left_ms / 60_000)) : null
  if (left_ms <= 0) return lock()
  if (table.next_try_at <= Date.now()) void sync()
}

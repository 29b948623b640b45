// What waits goes to the centre when it is reached again, and stays on the phone until the centre has it.
import { gateApi } from '@/api/gate'
import { ApiError, isCode } from '@/api/errors'
import { waitMs } from '@/phone/later'
import { failed, gate, lookForCentre, lookInside, recount } from './store'
import { joined } from './record'
import * as vault from './vault'

const BATCH_MAX = 100
const BEAT_MS = 5_000
const INSIDE_MS = 10_000
/** What was ended is known within so long where there is a network. */
const LIST_FRESH_MS = 5 * 60_000
const WAIT_MAX_MS = 30_000
/** After an outage the network is back for everybody at once. */
const SPREAD_MS = 3_000

let sending: Promise<void> | null = null
/** One at a time; a second call joins the first. */
export function sendWaiting(): Promise<void> { return sending ??= sendAll().finally(() => { sending = null }) }

async function sendAll(): Promise<void> {
  gate.isSending = true
  try {
    for (let batch = await vault.waiting(BATCH_MAX); batch.length > 0; batch = await vault.waiting(BATCH_MAX)) {
      if (gate.isEnded || batch.some(({ venue }) => venue !== gate.about?.number)) return
      await offer(batch)
      await recount()
    }
  } catch (error) { failed(error) } finally {
    gate.isSending = false
    await recount()
  }
}
async function offer(batch: vault.Waiting[]): Promise<void> {
  try {
    const { n_colored, n_dropped } = await gateApi.later(gate.secret, joined(batch))
    await vault.sent(batch)
    gate.n_colored += n_colored
    gate.n_dropped += n_dropped
  } catch (error) {
    const isUnreadable = isCode(error, 'bad_input') || error instanceof ApiError && error.status === 413
    if (!isUnreadable) throw error
    // One that the server cannot read must not hold up the others: each half goes on its own.
    const [first] = batch
    if (batch.length === 1 && first) return vault.setAside(first)
    const half = Math.ceil(batch.length / 2)
    await offer(batch.slice(0, half))
    await offer(batch.slice(half))
  }
}

let n_failures = 0
let next_try_at = 0
let inside_at = 0
let list_at = -Infinity
/** Looks for the centre, sends what waits, and counts who is inside. */
export async function beat(): Promise<void> {
  if (gate.state !== 'open' || gate.isEnded || document.hidden) return
  const mono = performance.now()
  if (!gate.isOnline || mono - list_at > LIST_FRESH_MS) {
    if (mono < next_try_at) return
    if (!await lookForCentre()) {
      next_try_at = mono + waitMs(n_failures, Math.random(), WAIT_MAX_MS)
      n_failures += 1
      return
    }
    n_failures = 0
    list_at = mono
  }
  if (gate.n_waiting > 0) await sendWaiting()
  if (gate.isOnline && mono - inside_at > INSIDE_MS) { inside_at = mono; await lookInside() }
}
/** Asks at once, because somebody touched it or the phone says that it has a network. */
export function tryNow(): Promise<void> { next_try_at = 0; n_failures = 0; gate.isOnline = false; return beat() }

export function keepGoing(): void {
  addEventListener('online', () => setTimeout(() => { void tryNow() }, Math.random() * SPREAD_MS))
  addEventListener('offline', () => { gate.isOnline = false })
  document.addEventListener('visibilitychange', () => { void beat() })
  setInterval(() => { void beat() }, BEAT_MS)
  void beat()
}

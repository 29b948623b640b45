// Somebody stands at the gate: the centre is asked, or the gate decides by itself and keeps what it did.
import { gateApi, type ScanBody } from '@/api/gate'
import { isUnreachable, ApiError } from '@/api/errors'
import { newId } from '@/api/ids'
import { believe, isEnded, type Believed } from './believe'
import { checksOf, decide, passes, type Asked, type Found, type Why } from './decide'
import { parse, SECONDS } from './pass'
import { failed, gate, isEnd, lookInside, now, outageAt, putInside, recount, today } from './store'
import * as vault from './vault'

/** What is shown at arm's length. */
export type Told =
  | { is: 'decided'; why: Why; by: 'centre' | 'here'; text: string | null }
  /** The same code let somebody in just now. */
  | { is: 'again'; seconds: number }
  /** The code on paper is not that of whoever shows it: the document says another. */
  | { is: 'mismatch' }
  /** What was taken along is too old: written down by hand, and judged by nobody. */
  | { is: 'unjudged' }
  /** The phone is no gate any more. */
  | { is: 'ended' }
  /** The phone cannot keep it. */
  | { is: 'not_kept' }

const TEXT_CHARS_MAX = 1_000
/** The codes that let somebody in: when, and until when the same is not to let in another. */
const passed = new Map<string, { at: number; until: number }>()
const AGAIN_MS = SECONDS.screen * 1_000
function passedLately(text: string, at: number): number | null {
  for (const [known, { at: since, until }] of passed) if (at >= until || at < since) passed.delete(known)
  const known = passed.get(text)
  return known ? Math.max(1, Math.round((at - known.at) / 1_000)) : null
}
/** A code whose own time is over is refused for that. */
function remember(text: string, at: number): void {
  const pass = parse(text, gate.about?.city ?? '')?.pass
  const ends = pass ? pass.made_at + SECONDS[pass.kind] * 1_000 : at
  passed.set(text, { at, until: Math.min(ends, at + AGAIN_MS) })
}

/** What a code on paper is compared with: anybody may hold a copy. Null of a code on a screen. */
export const markOf = (text: string): string | null => parse(text.trim(), gate.about?.city ?? '')?.pass.mark ?? null

let turn: Promise<unknown> = Promise.resolve()
/** One after the other: two at once would both get the last place inside. */
export function take(text: string | null, found: Found): Promise<Told> {
  const mine = turn.then(() => takeOne(text?.trim().slice(0, TEXT_CHARS_MAX) ?? null, found))
  turn = mine.catch(() => undefined)
  return mine
}

async function takeOne(text: string | null, found: Found): Promise<Told> {
  if (gate.isEnded) return { is: 'ended' }
  const at = now()
  const seconds = text === null || found.emergency !== null ? null : passedLately(text, at)
  if (seconds !== null) return { is: 'again', seconds }
  const id = newId(at)
  const told = gate.isOnline ? await byCentre(id, text, found) : await byItself(id, text, found)
  if (told.is === 'decided' && text !== null && passes(told.why)) remember(text, at)
  return told
}

async function byCentre(id: string, text: string | null, found: Found): Promise<Told> {
  const body: ScanBody = { id }
  if (text !== null) body.pass = text
  if (found.temperature !== null) body.temperature = found.temperature
  if (found.has_mask !== null) body.has_mask = found.has_mask
  if (found.has_certificate !== null) body.has_certificate = found.has_certificate
  if (found.emergency !== null) body.emergency = found.emergency
  try {
    const { why } = await gateApi.scan(gate.secret, body)
    void lookInside()
    return { is: 'decided', why, by: 'centre', text }
  } catch (error) {
    failed(error)
    if (isEnd(error)) return { is: 'ended' }
    if (!isUnreachable(error) && error instanceof ApiError && error.status < 500) throw error
    // Perhaps the centre kept it and its answer was lost: the same id is one scan.
    return byItself(id, text, found)
  }
}

async function byItself(id: string, text: string | null, found: Found): Promise<Told> {
  const { about } = gate
  const at = now()
  const day = today(at)
  if (!about || (day === null && found.emergency === null)) return { is: 'unjudged' }
  let believed: Believed | null = text === null ? null : await believe(text, about.city, about.keys, at)
  // A list that was taken by an older page has none.
  if (believed && 'pass' in believed && await isEnded(believed.pass, about.ended ?? [])) believed = { why: 'pass_ended' }
  const pass = believed && 'pass' in believed ? believed.pass : null
  const { inside, limit } = gate.inside
  const asked: Asked = {
    ...found, pass: believed && 'why' in believed ? believed.why : null, color: pass?.color ?? null,
    is_code_asked: day?.is_code_asked ?? true, is_down: outageAt(at) !== null, is_closed: day?.is_closed ?? false,
    n_free: limit === null ? null : Math.max(0, limit - (inside ?? 0)),
  }
  const why = decide(asked)
  try {
    await vault.put({ id, venue: about.number, alias: pass?.alias ?? '0'.repeat(16), at, why, color: asked.color, checks: checksOf(asked), temperature: found.temperature })
  } catch { return { is: 'not_kept' } }
  if (passes(why) && inside !== null) await putInside({ inside: inside + 1, limit })
  void recount()
  return { is: 'decided', why, by: 'here', text }
}

/** Somebody went out. Without a network the phone counts by itself until it is told anew. */
export async function goOut(): Promise<void> {
  const { inside, limit } = gate.inside
  if (inside === null) return
  await putInside({ inside: Math.max(0, inside - 1), limit })
  if (!gate.isOnline) return
  try { await putInside(await gateApi.out(gate.secret, 1)) } catch (error) { failed(error) }
}

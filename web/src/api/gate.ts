// What the phone at a gate asks of the server. It signs in with the gate's own secret, never with a
// cookie; a file of its own, so that no other door carries it.
import type { Emergency, Why } from '@/gate/decide'
import type { EndedPaper, Key } from '@/gate/believe'
import { ApiError } from './errors'

export interface GateDay { day: string; is_code_asked: boolean; is_closed: boolean; limit: number | null }
/** Codes are down: by document and paper list, until before a moment. */
export interface GateOutage { reason: string; since: number; until: number }
/** What a gate takes along for the time without a network. */
export interface GateList { city: string; made_at: number; number: number; venue: string; label: string; days: GateDay[]; keys: Key[]; ended?: EndedPaper[]; outage?: GateOutage | null }
/** The list as it was signed, and the key by which the next ones are known where the gate has none yet. */
export interface AboutAnswer { list: string; signature: string; list_key: string; inside: number | null }
export interface Inside { inside: number | null; limit: number | null }
export interface ScanBody {
  id: string
  pass?: string
  temperature?: number
  has_mask?: boolean
  has_certificate?: boolean
  emergency?: Emergency
}
export interface ScanAnswer { verdict: 'pass' | 'refuse'; why: Why; says: string }
export interface LaterAnswer { n_kept: number; n_dropped: number; n_colored: number }

async function ask<Answer>(path: string, secret: string, wait_ms: number, body: BodyInit | null = null): Promise<Answer> {
  const given = new AbortController()
  const late = setTimeout(() => { given.abort() }, wait_ms)
  const unreachable = (): never => { throw new ApiError('unreachable', 0, '') }
  try {
    const method = body === null ? 'GET' : 'POST'
    const answer = await fetch(`${location.origin}/gate/${path}`, { method, headers: { authorization: `Gate ${secret}` }, body, credentials: 'omit', cache: 'no-store', signal: given.signal }).catch(unreachable)
    if (answer.ok) return await answer.json().catch(unreachable) as Answer
    const told = await answer.json().catch(() => null) as { code?: string; message?: string } | null
    throw new ApiError(told?.code ?? `http_${answer.status}`, answer.status, told?.message ?? '', null, Number(answer.headers.get('retry-after')) || 0)
  } finally { clearTimeout(late) }
}

/** Somebody stands at the door: beyond this the gate decides by itself. */
const AT_DOOR_MS = 3_000
const BEHIND_MS = 20_000

export const gateApi = {
  about: (secret: string) => ask<AboutAnswer>('about', secret, BEHIND_MS),
  inside: (secret: string) => ask<Inside & { now: number; down_until?: number | null }>('inside', secret, AT_DOOR_MS),
  scan: (secret: string, body: ScanBody) => ask<ScanAnswer>('scans', secret, AT_DOOR_MS, JSON.stringify(body)),
  out: (secret: string, n: number) => ask<Inside>('outs', secret, AT_DOOR_MS, JSON.stringify({ n })),
  later: (secret: string, records: Uint8Array<ArrayBuffer>) => ask<LaterAnswer>('scans/later', secret, BEHIND_MS, records),
}

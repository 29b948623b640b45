// What the phone at the sampling table asks of the server. A file of its own, so that no other door
// carries it.
import type { BatchAnswer, Pack, Site, Wait } from '@/table/wire'
import { reach } from './client'
import { newId } from './ids'

export interface TableRound { round_id: string; name: string; place: string; place_name: string; places: { place: string; place_name: string }[] }

const PURPOSE = { purpose: 'sampling', 'x-fangxian': '1' }
const JSON_BODY = { ...PURPOSE, 'content-type': 'application/json' }
const at = (path: string): string => `${location.origin}/api/v1${path}`
const got = async <Answer>(path: string): Promise<Answer> => (await reach(new Request(at(path), { headers: PURPOSE, credentials: 'same-origin' }))).json() as Promise<Answer>
const post = (path: string, body: string, headers: Record<string, string> = {}, signal: AbortSignal | null = null): Promise<Response> =>
  reach(new Request(at(path), { method: 'POST', body, headers: { ...JSON_BODY, ...headers }, credentials: 'same-origin', signal }))

export const sampling = {
  rounds: () => got<TableRound[]>('/sampling/rounds'),
  sites: (within: string) => got<(Site & { open: unknown })[]>(`/sites?${new URLSearchParams({ within }).toString()}`),
  enroll: async (body: { device_id: string; label: string; public_key: string }): Promise<void> => { await post('/sampling/devices', JSON.stringify(body)) },
  pack: (round_id: string, place: string) => got<Pack>(`/sampling/packs?${new URLSearchParams({ round_id, place }).toString()}`),
  /** The body is sent as it was signed, byte for byte. */
  batch: async (body: string, device_id: string, signature: string, signal: AbortSignal): Promise<BatchAnswer> =>
    await (await post('/sampling/batches', body, { 'x-device': device_id, 'x-signature': signature }, signal)).json() as BatchAnswer,
  queue: async (site_id: string, wait: Wait): Promise<void> => { await post(`/sites/${site_id}/queue`, JSON.stringify({ fact_id: newId(), wait })) },
}

// The interface of imports, until the generated client describes it.
import { purposeOf, reach } from '@/api/client'
import { ApiError } from '@/api/errors'

export type ColumnCode = 'name' | 'document_kind' | 'document_number' | 'phone' | 'sex' | 'born' | 'relation' | 'stay' | 'compound' | 'building' | 'unit' | 'room' | 'address' | 'note'
export interface ImportCounts { rows: number; added: number; changed: number; unchanged: number; rejected: number; aside: number }
export interface ImportColumn { index: number; title: string; column: ColumnCode | null; samples: string[] }
export interface ImportProblem { row: number; verdict: 'rejected' | 'aside'; flaws: { code: string; sentence: string }[] }
export interface ImportView {
  import_id: string; community: string; file_name: string
  state: 'uploaded' | 'checked' | 'applying' | 'applied' | 'cancelled'
  /** Whether a reading or a taking-in is at work. */
  running: boolean
  rows_done: number
  /** Why the file could not be read to its end. */
  trouble: string | null
  put_in_by_name: string; put_in_at: number; version: number
  sheets: { index: number; name: string }[]; sheet: number | null; columns: ImportColumn[]
  counts: ImportCounts; may_be_cut: boolean
  /** The first 200. */
  problems: ImportProblem[]
}

const purpose = (): Record<string, string> => ({ purpose: purposeOf(['register']) })
const at = (path: string): string => `${location.origin}/api/v1${path}`
const one = (id: string, part = ''): string => at(`/imports/${encodeURIComponent(id)}${part}`)

async function ask<Answer>(method: string, url: string, body?: unknown): Promise<Answer> {
  const headers = { ...purpose(), ...(method === 'GET' ? {} : { 'x-fangxian': '1', 'content-type': 'application/json' }) }
  const answer = await reach(new Request(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))
  return await answer.json() as Answer
}
const file = async (url: string): Promise<Blob> => (await reach(new Request(url, { headers: purpose() }))).blob()

/** Sends a file and tells how much of it has left: only this way of asking can say so. */
function upload(id: string, community: string, chosen: File, sent: (percent: number) => void): Promise<ImportView> {
  return new Promise((tell, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${one(id)}?community=${encodeURIComponent(community)}`)
    const headers = { ...purpose(), 'x-fangxian': '1', 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(chosen.name) }
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value))
    request.upload.onprogress = (event) => { if (event.lengthComputable) sent(Math.floor(event.loaded * 100 / event.total)) }
    request.onerror = () => fail(new ApiError('unreachable', 0, ''))
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300 && body !== null) return tell(body as unknown as ImportView)
      fail(new ApiError(String(body?.['code'] ?? `http_${request.status}`), request.status, String(body?.['message'] ?? ''), body))
    }
    request.send(chosen)
  })
}
function parsed(text: string): Record<string, unknown> | null {
  try { return JSON.parse(text) as Record<string, unknown> } catch { return null }
}

export const importsApi = {
  upload,
  list: (community: string) => ask<ImportView[]>('GET', at(`/imports?community=${encodeURIComponent(community)}`)),
  one: (id: string) => ask<ImportView>('GET', one(id)),
  read: (id: string, body: { version: number; sheet: number; columns: { index: number; column: ColumnCode | null }[] }) => ask<ImportView>('PUT', one(id, '/reading'), body),
  apply: (id: string, version: number) => ask<ImportView>('POST', one(id, '/apply'), { version }),
  cancel: (id: string) => ask<ImportView>('POST', one(id, '/cancel'), {}),
  rejects: (id: string) => file(one(id, '/rejects')),
  template: () => file(at('/roster-template')),
}

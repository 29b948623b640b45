import { ApiError } from './errors'

/** Sends the bytes of a file and tells how many percent of them have left; fetch cannot say so. */
export function sendFile<Answer>(path: string, query: Record<string, string>, file: File, headers: Record<string, string>, sent: (percent: number) => void): Promise<Answer> {
  return new Promise((tell, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${path}?${new URLSearchParams(query).toString()}`)
    // The name stands in a header: an address is written into logs.
    const all = { ...headers, 'x-fangxian': '1', 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) }
    Object.entries(all).forEach(([name, value]) => request.setRequestHeader(name, value))
    request.upload.onprogress = (event) => { if (event.lengthComputable) sent(Math.floor(event.loaded * 100 / event.total)) }
    request.onerror = () => fail(new ApiError('unreachable', 0, ''))
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300 && body !== null) return tell(body as Answer)
      fail(new ApiError(String(body?.['code'] ?? `http_${request.status}`), request.status, String(body?.['message'] ?? ''), body))
    }
    request.send(file)
  })
}

function parsed(text: string): Record<string, unknown> | null {
  try { return JSON.parse(text) as Record<string, unknown> } catch { return null }
}

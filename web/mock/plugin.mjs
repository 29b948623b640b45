// The rehearsal server: answers the contract from memory while the pages are developed and their
// journeys rehearsed. Never part of a build. Its people are invented.
import { City } from './city.mjs'
import { answer } from './answers.mjs'

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  if (request.headers['content-type'] === 'application/octet-stream') return { body: { bytes: Buffer.concat(parts).length }, raw: '' }
  const raw = Buffer.concat(parts).toString('utf8')
  return { body: raw === '' ? {} : JSON.parse(raw), raw }
}

function feed(city, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': open\n\n')
  const tell = (event) => response.write(`event: feed\ndata: ${JSON.stringify(event)}\n\n`)
  city.listeners.add(tell)
  request.on('close', () => city.listeners.delete(tell))
}

/** A connect-style handler for /api/v1. */
export function rehearsalHandler(city = new City()) {
  return async (request, response, next) => {
    const url = new URL(request.url, 'http://rehearsal')
    if (!url.pathname.startsWith('/api/v1')) return next()
    const path = url.pathname.slice('/api/v1'.length)
    const say = (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers })
      response.end(status === 204 ? '' : JSON.stringify(body))
    }
    try {
      const cookie = /fangxian=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
      const me = city.sessions.get(cookie)
      const asked = {
        method: request.method, path, query: Object.fromEntries(url.searchParams), me, cookie, fileName: request.headers['x-file-name'],
        headers: request.headers, ...(request.method === 'GET' ? { body: {}, raw: '' } : await bodyOf(request)),
      }
      if (!path.startsWith('/session') && me && !request.headers.purpose)
        return say(400, { code: 'purpose_missing', message: '请求没有说明用途。' })
      if (request.method !== 'GET' && request.headers['x-fangxian'] !== '1')
        return say(403, { code: 'not_from_page', message: '请求不是从页面发出的。' })
      if (path === '/events' && me) return feed(city, request, response)
      const { status = 200, body, headers } = answer(city, asked)
      if (body instanceof Uint8Array) {
        response.writeHead(200, headers)
        return response.end(body)
      }
      return say(status, body, headers)
    } catch (error) {
      return say(500, { code: 'internal', message: '服务器出错了，请稍后再试。', detail: { said: String(error) } })
    }
  }
}

export function rehearsal() {
  const handler = rehearsalHandler()
  return {
    name: 'fangxian-rehearsal',
    configureServer(server) { server.middlewares.use(handler) },
    configurePreviewServer(server) { server.middlewares.use(handler) },
  }
}

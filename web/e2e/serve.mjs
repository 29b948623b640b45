// Serves the built pages as the city's server does, with the rehearsal answers behind them.
import { createServer } from 'node:http'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { City } from '../mock/city.mjs'
import { rehearsalHandler } from '../mock/plugin.mjs'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm', '.json': 'application/json', '.webmanifest': 'application/manifest+json' }

async function page(path) {
  const door = ['field', 'table'].find((one) => path.startsWith(`/${one}`)) ?? 'desk'
  const file = join(DIST, normalize(path))
  const there = file.startsWith(DIST) && await stat(file).then((found) => found.isFile(), () => false)
  const at = there ? file : join(DIST, door, 'index.html')
  return { type: TYPES[extname(at)] ?? 'application/octet-stream', bytes: await readFile(at) }
}

/** Starts on a free port; `down()` makes the interface unreachable, `up()` brings it back. */
export async function serve(port = 0, city = new City()) {
  const answer = rehearsalHandler(city)
  let reachable = true
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://pages').pathname
    if (!reachable) return request.socket.destroy()
    void answer(request, response, async () => {
      const { type, bytes } = await page(path)
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' })
      response.end(bytes)
    })
  })
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready))
  return {
    city, url: `http://127.0.0.1:${server.address().port}`,
    down: () => { reachable = false; server.closeAllConnections() },
    up: () => { reachable = true },
    stop: () => { server.closeAllConnections(); server.close() },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await serve(Number(process.env.PORT ?? 4173))).url)

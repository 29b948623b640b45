import { api } from './client'
import type { FeedEvent } from './contract'

export type LiveState = 'live' | 'polling'
interface Listener { heard: (event: FeedEvent) => void; state: (state: LiveState) => void }

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000]

/** Reads server-sent events out of a growing text; gives back what is not complete yet. */
export function takeEvents(text: string): { events: FeedEvent[]; rest: string } {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  const events = blocks.flatMap((block) => {
    const body = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart()).join('\n')
    if (body === '') return []
    try { return [JSON.parse(body) as FeedEvent] } catch { return [] }
  })
  return { events, rest }
}

/** Follows the feed until the answer is called; between connections the caller should poll. */
export function followFeed(listener: Listener): () => void {
  const stop = new AbortController()
  let tries = 0

  async function follow(): Promise<void> {
    try {
      const response = await api.events(stop.signal)
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      if (!reader) return
      tries = 0
      listener.state('live')
      let rest = ''
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        const taken = takeEvents(rest + value)
        rest = taken.rest
        taken.events.forEach(listener.heard)
      }
    } catch { /* the loop below tries again; the caller polls meanwhile */ }
  }

  void (async () => {
    while (!stop.signal.aborted) {
      await follow()
      if (stop.signal.aborted) return
      listener.state('polling')
      const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]
      tries += 1
      await new Promise((resume) => setTimeout(resume, wait))
    }
  })()
  return () => stop.abort()
}

// Sits beside the pages of a code on a phone that keeps one. It keeps nothing itself.
import { answerOf, type Around } from './answer'
import { SHELF } from './kept'

interface Fetched extends Event { request: Request; respondWith: (answer: Promise<Response>) => void }
const around: Around = {
  fetch: (request) => fetch(request),
  kept: async (address) => (await caches.open(SHELF)).match(address),
  origin: location.origin,
}
addEventListener('fetch', (event) => {
  const { request, respondWith } = event as Fetched
  const answer = answerOf(request, around)
  if (answer) respondWith.call(event, answer)
})
addEventListener('install', () => { void (globalThis as unknown as { skipWaiting: () => Promise<void> }).skipWaiting() })

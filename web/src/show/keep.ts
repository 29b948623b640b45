// On the page of a shown code: whether one may stay on this phone. Nothing stays that nobody asked for.
import { SAYS, dayAndTime, type Words } from '../words/show'
import { asked, clearAll, keepPass, noteAsked, noteTicket, takePageAlong, whoOf } from './kept'

/** As the server answers. */
interface Given { pass: string; ends_at: number; good_ms: number }

/** Where one is kept already, a fresh one takes its place when it is so old. */
const RENEW_MS = 3_600_000
const DAY_MS = 86_400_000

export interface KeepBox { box: HTMLElement; keep: HTMLElement; drop: HTMLElement; says: HTMLElement; ticket: string; say: (at: HTMLElement, words: Words) => void }

/** Sets up the box; answers whether a code of this person is kept. */
export async function keepBox({ box, keep, drop, says, ticket, say }: KeepBox): Promise<() => boolean> {
  const who = whoOf(ticket)
  const isKept = (): boolean => (asked()[who] ?? 0) > Date.now()
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return () => false
  box.hidden = false
  const show = (): void => { drop.hidden = Object.keys(asked()).length === 0 }

  const take = async (): Promise<void> => {
    keep.setAttribute('disabled', '')
    try {
      await takePageAlong()
      const body = new URLSearchParams({ pass: box.dataset['pass'] ?? '', who: box.dataset['who'] ?? '' })
      const answer = await fetch('/code/keep', { method: 'POST', body, cache: 'no-store' })
      if (!answer.ok) throw new Error(String(answer.status))
      const { pass, ends_at, good_ms } = await answer.json() as Given
      const now = Date.now()
      keepPass(who, { pass, ends_at: now + good_ms }, now)
      noteAsked(who, now + good_ms)
      noteTicket(ticket)
      say(says, SAYS.kept(dayAndTime(ends_at)))
    } catch { say(says, SAYS.notKept) } finally {
      keep.removeAttribute('disabled')
      show()
    }
  }
  keep.addEventListener('click', () => { void take() })
  drop.addEventListener('click', () => {
    void clearAll().then(() => { say(says, SAYS.cleared); show() }, () => { say(says, SAYS.notCleared) })
  })
  show()
  const until = asked()[who]
  if (until === undefined) return isKept
  noteTicket(ticket)
  if (until - Date.now() < DAY_MS - RENEW_MS) await take()
  else say(says, SAYS.keeps)
  return isKept
}

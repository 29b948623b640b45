// The page that opens from the phone while the centre cannot be reached: it shows the pass that was kept,
// and the code of the moment by itself as soon as the centre answers again.
import { parse, SECONDS } from '../gate/pass'
import { COLORS, dayAndTime } from '../words/show'
import { keptHere, ticketOf, type Kept } from './kept'
import type { Fresh } from './show'
import { svgOf } from './square'

const AGAIN_MS = 3_000
const AGAIN_MAX_MS = 30_000
const SPREAD = 0.5
const RENEW_LEFT_MS = 40_000

const PARTS = ['off', 'kept', 'live', 'back', 'have', 'none', 'badge', 'square', 'made', 'until', 'document', 'mark', 'whose', 'again', 'wipe'] as const
export type Parts = Record<typeof PARTS[number], HTMLElement>
export function partsOf(byId: (id: string) => HTMLElement | null): Parts {
  return Object.fromEntries(PARTS.map((id) => [id, byId(id)!])) as Parts
}

export interface StillPage {
  parts: Parts
  city: string
  /** By the clock of the phone. */
  wall: () => number
  /** By one that nobody turns. */
  now: () => number
  random: () => number
  cookies: () => string
  fetch: (address: string, init: RequestInit) => Promise<Response>
}

/** How the centre was last found: it makes fresh codes, it answers but asks who he is, or it is not reached. */
type Centre = 'live' | 'back' | 'off'

/** Call the turn each second; forget where all was cleared. */
export function stillPage({ parts, city, wall, now, random, cookies, fetch }: StillPage) {
  const read = (): (Kept & { who: string })[] => keptHere(wall(), cookies()).flatMap((one) => {
    const pass = parse(one.pass, city)?.pass
    return pass?.kind === 'paper' ? [{ ...one, who: pass.alias }] : []
  })
  let who = read()[0]?.who ?? ''
  let centre: Centre = 'off'
  let fresh: Fresh | null = null
  let freshEnds = 0
  let notBefore = 0
  let wait = AGAIN_MS
  let isAsking = false
  let drawn = ''

  const badge = (color: string): void => {
    const words = COLORS[color]
    if (!words) return
    parts.badge.className = `level ${words.level}`
    parts.badge.textContent = `${words.sign} ${words.zh}`
  }
  const draw = (text: string): void => {
    if (drawn === text) return
    drawn = text
    parts.square.replaceChildren(svgOf(text))
  }
  const choices = (all: { who: string; mark: string | null }[]): void => {
    const buttons = all.length < 2 ? [] : all.map((one) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: one.mark ?? '' })
      button.className = one.who === who ? '' : 'plain-button'
      button.setAttribute('aria-pressed', String(one.who === who))
      button.addEventListener('click', () => { who = one.who; fresh = null; centre = 'off'; notBefore = 0; show() })
      return button
    })
    if (parts.whose.dataset['who'] === `${who} ${all.length}`) return
    parts.whose.dataset['who'] = `${who} ${all.length}`
    parts.whose.replaceChildren(...buttons)
  }

  function show(): void {
    const all = read().map((one) => ({ ...one, signed: parse(one.pass, city)!.pass }))
    const one = all.find((kept) => kept.who === who)
    const isLive = centre === 'live' && fresh !== null && freshEnds > now()
    parts.live.hidden = !isLive
    parts.back.hidden = centre !== 'back'
    parts.off.hidden = isLive || centre === 'back'
    parts.kept.hidden = !one
    parts.have.hidden = !isLive && !one
    parts.none.hidden = isLive || one !== undefined
    parts.document.hidden = isLive
    parts.again.hidden = centre === 'back'
    parts.wipe.hidden = !isLive && !one
    choices(all.map(({ who: whose, signed }) => ({ who: whose, mark: signed.mark })))
    if (isLive && fresh) {
      badge(fresh.color)
      draw(fresh.pass)
      parts.until.textContent = dayAndTime(fresh.ends_at)
    } else if (one) {
      const { color, made_at, mark } = one.signed
      badge(color)
      draw(one.pass)
      parts.made.textContent = dayAndTime(made_at)
      parts.until.textContent = dayAndTime(made_at + SECONDS.paper * 1_000)
      parts.mark.textContent = mark ?? ''
    } else {
      drawn = ''
      parts.square.replaceChildren()
    }
  }

  const later = (told: number): void => {
    notBefore = now() + Math.max(told, wait) * (1 + SPREAD * random())
    wait = Math.min(wait * 2, AGAIN_MAX_MS)
  }
  async function ask(): Promise<void> {
    isAsking = true
    const asked = who
    try {
      // Without a ticket the centre says that it knows none: it answers, that is.
      const answer = await fetch('/code/now', { headers: { authorization: `Show ${ticketOf(asked)}` }, cache: 'no-store' })
      const told = answer.ok ? await answer.json() as Fresh : null
      if (asked !== who) return
      if (told) {
        ;[centre, fresh, freshEnds, wait] = ['live', told, now() + told.good_ms, AGAIN_MS]
        return
      }
      if (answer.status === 404) {
        centre = 'back'
        later(AGAIN_MAX_MS)
        return
      }
      if (freshEnds <= now()) centre = 'off'
      later(Number(answer.headers.get('retry-after') ?? 0) * 1_000)
    } catch {
      if (freshEnds <= now()) centre = 'off'
      later(0)
    } finally { isAsking = false }
  }

  function forget(): void {
    ;[who, fresh, centre] = ['', null, 'off']
    show()
  }
  async function turn(isSeen: boolean): Promise<void> {
    if (centre === 'live' && freshEnds <= now()) centre = 'off'
    const isFresh = centre === 'live' && freshEnds - now() > RENEW_LEFT_MS
    if (isSeen && !isAsking && !isFresh && now() >= notBefore) await ask()
    show()
  }

  show()
  return { turn, forget }
}

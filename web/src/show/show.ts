// The page of a shown code renews its square, so that nobody has to touch the phone in a queue. Without
// this script it is renewed by its button.
import { keepBox } from './keep'
import { clearAll, STILL } from './kept'
import { svgOf } from './square'
import { partsOf, stillPage } from './still'
import { COLORS, SAYS, type Words } from '../words/show'

/** As the server answers. */
export interface Fresh { pass: string; color: string; ends_at: number; good_ms: number }

/** A code is changed when so much of its time is left: a queue at a door holds it that long. */
const RENEW_LEFT_MS = 40_000
const TURN_MS = 1_000
/** After a failure it is asked for again so much later at first, and twice as late each time. */
const AGAIN_MS = 3_000
const AGAIN_MAX_MS = 30_000
/** Phones that were told to come back do not come at the same moment. */
const SPREAD = 0.5

export interface Page {
  square: HTMLElement
  says: HTMLElement
  badge: HTMLElement
  until: HTMLElement
  now: () => number
  random: () => number
  fetch: (address: string, init: RequestInit) => Promise<Response>
  /** Its time is over and nobody answers: what the phone keeps is shown instead, where it keeps one. */
  overAlone?: () => void
}

const sayAt = (at: HTMLElement, { zh, en }: Words): void => {
  at.replaceChildren(zh, document.createElement('br'), Object.assign(document.createElement('span'), { lang: 'en', textContent: en }))
}

/** Keeps a square fresh; call the turn each second. */
export function keeper(page: Page) {
  const { square, now } = page
  let color = square.dataset['color'] ?? ''
  let endsAt = now() + Number(square.dataset['good'] ?? 0)
  let notBefore = 0
  let wait = AGAIN_MS
  let isAsking = false
  let isDone = false

  const say = (words: Words) => { sayAt(page.says, words) }

  const draw = (fresh: Fresh) => {
    square.replaceChildren(svgOf(fresh.pass))
    endsAt = now() + fresh.good_ms
    page.until.textContent = new Date(Date.now() + fresh.good_ms).toLocaleTimeString('zh-CN', { hour12: false })
    const shown = COLORS[fresh.color]
    if (shown) {
      page.badge.className = `level ${shown.level}`
      page.badge.textContent = `${shown.sign} ${shown.zh}`
    }
    say(fresh.color === color ? SAYS.fresh : SAYS.changed)
    color = fresh.color
  }

  const ask = async () => {
    isAsking = true
    try {
      const answer = await page.fetch('/code/now', { headers: { authorization: `Show ${square.dataset['ticket'] ?? ''}` }, cache: 'no-store' })
      if (answer.ok) {
        draw(await answer.json() as Fresh)
        wait = AGAIN_MS
        return
      }
      if (answer.status === 404) {
        isDone = true
        say(SAYS.again)
        return
      }
      later(Number(answer.headers.get('retry-after') ?? 0) * 1_000)
    } catch {
      later(0)
    } finally { isAsking = false }
  }

  const later = (told: number) => {
    notBefore = now() + Math.max(told, wait) * (1 + SPREAD * page.random())
    wait = Math.min(wait * 2, AGAIN_MAX_MS)
  }

  return async function turn(isSeen: boolean) {
    const left = endsAt - now()
    square.classList.toggle('over', left <= 0)
    if (left <= 0 && !isDone) say(SAYS.over)
    if (isSeen && !isDone && !isAsking && left < RENEW_LEFT_MS && now() >= notBefore) await ask()
    if (endsAt <= now() && wait > AGAIN_MS && !isDone) page.overAlone?.()
  }
}

const byId = (id: string) => document.getElementById(id)
const around = { now: () => performance.now(), random: Math.random, fetch: (address: string, init: RequestInit) => fetch(address, init) }
const eachSecond = (turn: (isSeen: boolean) => Promise<void>): void => {
  setInterval(() => { void turn(document.visibilityState === 'visible') }, TURN_MS)
}

async function shownPage(page: Pick<Page, 'square' | 'says' | 'badge' | 'until'>): Promise<void> {
  let isKept = () => false
  eachSecond(keeper({ ...page, ...around, overAlone: () => { if (isKept()) location.replace(STILL) } }))
  const [box, keep, drop, says] = ['keep', 'keep-do', 'keep-drop', 'keep-says'].map(byId)
  if (box && keep && drop && says) isKept = await keepBox({ box, keep, drop, says, ticket: page.square.dataset['ticket'] ?? '', say: sayAt })
}
function pageFromPhone(city: string): void {
  const { turn, forget } = stillPage({ ...around, parts: partsOf(byId), city, wall: () => Date.now(), cookies: () => document.cookie })
  void turn(true)
  eachSecond(turn)
  byId('still-drop')?.addEventListener('click', () => { void clearAll().then(forget) })
}

const still = byId('still')
const [square, says, badge, until] = ['square', 'says', 'badge', 'until'].map(byId)
if (still) pageFromPhone(still.dataset['city'] ?? '')
else if (square && says && badge && until) void shownPage({ square, says, badge, until })

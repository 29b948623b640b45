// The page of a shown code renews its square, so that nobody has to touch the phone in a queue. Without
// this script it is renewed by its button.
import { squareOf } from './square'
import { COLORS, SAYS, type Words } from '../words/show'

/** As the server answers. */
export interface Fresh { pass: string; color: string; good_ms: number }

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

  const say = ({ zh, en }: Words) => {
    page.says.replaceChildren(zh, document.createElement('br'), Object.assign(document.createElement('span'), { lang: 'en', textContent: en }))
  }

  const draw = (fresh: Fresh) => {
    const { width, path } = squareOf(fresh.pass)
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    svg.setAttribute('viewBox', `-2 -2 ${width + 4} ${width + 4}`)
    svg.setAttribute('shape-rendering', 'crispEdges')
    const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    drawn.setAttribute('d', path)
    svg.append(drawn)
    square.replaceChildren(svg)
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
  }
}

const byId = (id: string) => document.getElementById(id)
const [square, says, badge, until] = ['square', 'says', 'badge', 'until'].map(byId)
if (square && says && badge && until) {
  const turn = keeper({ square, says, badge, until, now: () => performance.now(), random: Math.random, fetch: (address, init) => fetch(address, init) })
  setInterval(() => { void turn(document.visibilityState === 'visible') }, TURN_MS)
}

// The page of places at risk: a reader compares the list with where he has been. Nothing is sent, and the
// page may not send: his list is kept in this phone, until he drops it.
import { MINE, PUNCTUATION } from '../words/risk'

export interface Told { name: string; from: number; to: number }
export interface Mine { place: string; day: string; from: string; to: string }

const KEY = 'fangxian.mine'
const ROWS_MAX = 100
/** The city's clock: China keeps one time zone and no summer time. */
const OFFSET = '+08:00'
const CHARS_MIN = 2

/** A name as it is compared: no blanks, no brackets, one width. */
export function bare(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\(.*?\)/g, '').replace(PUNCTUATION, '')
}

/** What stands in brackets: which of several shops of a name. */
function branch(name: string): string {
  return /\((.*?)\)/.exec(name.normalize('NFKC'))?.[1]?.trim() ?? ''
}

/** Whether two names may mean one place: one holds the other, and neither is a mere sign. Of two branches
 *  that are both named one must hold the other, too. */
export function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)]
  if (Math.min([...a].length, [...b].length) < CHARS_MIN) return false
  const [c, d] = [branch(one), branch(other)]
  const isBranch = c === '' || d === '' || c.includes(d) || d.includes(c)
  return isBranch && (a.includes(b) || b.includes(a))
}

/** The moments of a row, in milliseconds; what ends before it begins went past midnight. */
export function stretchOf(row: Mine): { from: number; to: number } {
  const from = Date.parse(`${row.day}T${row.from}:00${OFFSET}`)
  const to = Date.parse(`${row.day}T${row.to}:00${OFFSET}`)
  return { from, to: to < from ? to + 86_400_000 : to }
}

export type Verdict = 'hit' | 'near' | 'none'

/** How a row of one's own stands to the list. */
export function compare(row: Mine, told: Told[]): Verdict {
  const at = told.filter((one) => isSamePlace(one.name, row.place))
  if (at.length === 0) return 'none'
  const { from, to } = stretchOf(row)
  return at.some((one) => from <= one.to && to >= one.from) ? 'hit' : 'near'
}

/** What is kept of a row, where it can be read. */
export function readRows(text: string | null): Mine[] {
  try {
    const rows = JSON.parse(text ?? '[]') as unknown
    if (!Array.isArray(rows)) return []
    const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0
    return rows.filter((row): row is Mine => {
      const one = row as Mine | null
      return !!one && isText(one.place) && isText(one.day) && isText(one.from) && isText(one.to) && Number.isFinite(stretchOf(one).from)
    }).slice(0, ROWS_MAX)
  } catch { return [] }
}

export interface Parts {
  box: HTMLElement
  says: HTMLElement
  rows: HTMLElement
  place: HTMLInputElement
  day: HTMLInputElement
  from: HTMLInputElement
  to: HTMLInputElement
  add: HTMLElement
  drop: HTMLElement
}

/** The box: it draws what the phone keeps, and compares anew with every change. */
export function mine(parts: Parts, told: Told[], store: Storage | null): void {
  let rows = readRows(store?.getItem(KEY) ?? null)
  let isKept = store !== null

  const keep = (): void => {
    try {
      if (rows.length === 0) store?.removeItem(KEY)
      else store?.setItem(KEY, JSON.stringify(rows))
    } catch { isKept = false }
  }
  const say = (text: string, level: string): void => {
    const p = Object.assign(document.createElement('p'), { textContent: text, className: level })
    parts.says.replaceChildren(p, ...(isKept ? [] : [Object.assign(document.createElement('p'), { textContent: MINE.lost })]))
  }
  const draw = (): void => {
    parts.rows.replaceChildren(...rows.map((row, at) => {
      const verdict = compare(row, told)
      const item = document.createElement('li')
      item.className = 'zone'
      const badge = document.createElement('span')
      badge.append(Object.assign(document.createElement('span'), {
        className: `level ${verdict === 'hit' ? 'g3' : verdict === 'near' ? 'g2' : 'g0'}`,
        textContent: MINE.badge[verdict],
      }))
      const drop = Object.assign(document.createElement('button'), { type: 'button', className: 'plain-button', textContent: MINE.drop })
      drop.setAttribute('aria-label', `${MINE.drop} ${row.place} ${row.day}`)
      drop.addEventListener('click', () => { rows = rows.filter((_, other) => other !== at); keep(); draw() })
      item.append(
        Object.assign(document.createElement('strong'), { textContent: row.place }),
        Object.assign(document.createElement('span'), { textContent: `${row.day} ${row.from}—${row.to}` }),
        badge, drop,
      )
      return item
    }))
    const verdicts = rows.map((row) => compare(row, told))
    if (verdicts.includes('hit')) say(MINE.hit, 'warn')
    else if (verdicts.includes('near')) say(MINE.near, 'warn')
    else say(rows.length === 0 ? MINE.empty : MINE.none, '')
  }

  parts.add.addEventListener('click', () => {
    const row = { place: parts.place.value.trim(), day: parts.day.value, from: parts.from.value, to: parts.to.value }
    if (!row.place || !row.day || !row.from || !row.to) { say(MINE.missing, 'warn'); return }
    if (rows.length >= ROWS_MAX) { say(MINE.full, 'warn'); return }
    rows = [...rows, row]
    keep()
    parts.place.value = ''
    draw()
    parts.place.focus()
  })
  parts.drop.addEventListener('click', () => { rows = []; keep(); draw(); say(MINE.cleared, '') })
  parts.box.hidden = false
  draw()
}

function storage(): Storage | null {
  // A browser that keeps nothing throws here already.
  try { return window.localStorage } catch { return null }
}

const byId = (id: string): HTMLElement | null => document.getElementById(id)
const box = byId('mine')
if (box) {
  const input = (id: string) => byId(id) as HTMLInputElement
  const told = [...document.querySelectorAll<HTMLElement>('.risk')].map((one) => ({
    name: one.dataset['name'] ?? '', from: Number(one.dataset['from']), to: Number(one.dataset['to']),
  }))
  mine({
    box, says: byId('mine-says')!, rows: byId('mine-rows')!, place: input('mine-place'), day: input('mine-day'),
    from: input('mine-from'), to: input('mine-to'), add: byId('mine-add')!, drop: byId('mine-drop')!,
  }, told, storage())
}

import type { AreaChange, NoticeReading } from '@/api/contract'
import type { DeskWords } from '@/words/desk'
import type { SharedWords } from '@/words/shared'

export function changeTitle(change: AreaChange, shared: SharedWords, desk: DeskWords): string {
  const action = desk.notices.action[change.action]
  const to = change.to === null ? '' : shared.level[change.to]
  return to === '' ? action : `${action} · ${to}`
}

export interface CountRow { key: string; title: string; stated: string | null; found: string; same: boolean | null }

/** What the text counts beside what was found. Nested counts (by county) are shown by their path. */
export function countRows(reading: Pick<NoticeReading, 'stated' | 'found'>, shared: SharedWords): CountRow[] {
  const stated = flat({ ...reading.stated })
  const found = flat({ ...reading.found })
  // Whole levels before their counties.
  const keys = [...new Set([...stated.keys(), ...found.keys()])].sort((a, b) => Number(b.startsWith('levels ')) - Number(a.startsWith('levels ')))
  return keys.flatMap((key) => {
    const [said, seen] = [stated.get(key) ?? null, found.get(key) ?? '0']
    if (said === null && (seen === '0' || !key.startsWith('levels '))) return []
    return [{ key, title: countTitle(key, shared), stated: said, found: seen, same: said === null ? null : said === seen }]
  })
}

function flat(counts: Record<string, unknown>, before = ''): Map<string, string> {
  const rows = new Map<string, string>()
  for (const [key, value] of Object.entries(counts)) {
    const path = before === '' ? key : `${before} ${key}`
    if (typeof value === 'number' || typeof value === 'string') rows.set(path, String(value))
    else if (value !== null && typeof value === 'object') for (const [inner, n] of flat(value as Record<string, unknown>, path)) rows.set(inner, n)
  }
  return rows
}

const countTitle = (key: string, shared: SharedWords): string =>
  key.split(' ').slice(1).map((part) => (part in shared.level ? shared.level[part as keyof SharedWords['level']] : part)).join(' ')

/** Changes that are ticked at first: those without a flag that makes a person look. */
export function takenAtFirst(changes: AreaChange[]): number[] {
  return changes.flatMap((change, i) => (change.county_code !== null && !change.flags.some((flag) => ASKS_FIRST.has(flag.code)) ? [i] : []))
}
/** The reading as the words alone have it, without what the register says to it. */
export function withoutRegister(reading: NoticeReading): NoticeReading {
  const own = (change: AreaChange): AreaChange => ({ ...change, flags: change.flags.filter((flag) => !OF_REGISTER.has(flag.code)) })
  return { ...reading, changes: reading.changes.map(own) }
}
const OF_REGISTER = new Set<string>(['listed_already', 'listed_at_another_level', 'not_listed'])
const ASKS_FIRST = new Set<string>(['county_unknown', 'listed_already', 'listed_at_another_level', 'not_listed', 'text_cut_off', 'step_down_too_early', 'level_not_in_edition', 'named_twice'])

import type { Level, Raise, ZoneFact, ZoneRow, ZoneView } from '@/api/contract'
import { dayTitle } from '@/days'
import type { DeskWords } from '@/words/desk'
import type { SharedWords } from '@/words/shared'

export const levelTitle = (level: Level | null, words: SharedWords): string =>
  level === null ? words.unlisted : words.level[level]

export function areaTitle(zone: { area: string; except: string | null }, desk: DeskWords): string {
  return zone.except === null ? zone.area : desk.zones.except(zone.area, zone.except)
}

export function dayCount(zone: Pick<ZoneRow, 'day_n' | 'of_m'>, desk: DeskWords): string {
  if (zone.day_n === null || zone.of_m === null) return desk.zone.noCount
  return zone.day_n > zone.of_m ? desk.zone.dayOver(zone.day_n, zone.of_m) : desk.zone.dayCount(zone.day_n, zone.of_m)
}

type Spoken = Pick<ZoneRow, 'level' | 'earliest' | 'proposal' | 'step_down_to'> & {
  raise?: Pick<Raise, 'to'> | null
  missing?: { blocks: boolean }[]
}

/** The one line that says where a zone stands. */
export function zoneHeadline(zone: Spoken, shared: SharedWords, desk: DeskWords): string {
  const level = levelTitle(zone.level, shared)
  switch (zone.proposal) {
    case 'not_listed': return desk.zone.headline.not_listed
    case 'keep':
      return zone.earliest === null
        ? desk.zone.headline.keepOpen(level)
        : desk.zone.headline.keep(level, dayTitle(zone.earliest, shared))
    case 'await_conditions':
      return desk.zone.headline.await_conditions(level, (zone.missing ?? []).filter((one) => one.blocks).length)
    case 'raise': return desk.zone.headline.raise(level, zone.raise ? shared.level[zone.raise.to] : null)
    case 'step_down':
      return desk.zone.headline.step_down(level, stepText(zone.step_down_to, shared, desk))
  }
}

export const stepText = (to: Level | null, shared: SharedWords, desk: DeskWords): string =>
  to === null ? desk.zone.release : desk.zone.toLevel(shared.level[to])

/** What the rules propose, in a word: a zone that leaves the list is released, not lowered. */
export const proposalText = (zone: Pick<ZoneRow, 'proposal' | 'step_down_to'>, desk: DeskWords): string =>
  zone.proposal === 'step_down' && zone.step_down_to === null ? desk.zones.mayRelease : desk.zones.proposal[zone.proposal]
/** What a signature on today's proposal does to the area. */
export const signEffect = (zone: Pick<ZoneView, 'raise' | 'step_down_to'>, shared: SharedWords, desk: DeskWords): string =>
  zone.raise ? desk.zone.raiseTo(shared.level[zone.raise.to]) : stepText(zone.step_down_to, shared, desk)

/** What a fact says in the history of a zone. */
export function factTitle(fact: ZoneFact, shared: SharedWords, desk: DeskWords): string {
  const kind = desk.zone.factKind[fact.kind]
  switch (fact.kind) {
    case 'rated': return fact.level === null ? kind : `${kind} ${shared.level[fact.level]}`
    case 'area_tested': return fact.outcome === null ? kind : `${kind} ${desk.zone.outcome[fact.outcome]}`
    case 'released':
    case 'case_found':
    case 'contacts_cleared':
    case 'withdrawn': return kind
  }
}

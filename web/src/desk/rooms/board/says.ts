import type { Board, CountyRow, Level } from '@/api/contract'
import { LEVELS } from '@/levels'
import type { DeskWords } from '@/words/desk'
import type { SharedWords } from '@/words/shared'

export const STALE_MS = 120_000

/** Levels to count: those of the edition in force, and any other that some zone still has. */
export function countedLevels(levels: Board['levels'], edition: string): Level[] {
  const scheme: Level[] = edition === 'P8' ? ['locked', 'controlled', 'guarded'] : edition === 'P9' ? ['high', 'medium', 'low'] : ['high', 'low']
  return LEVELS.filter((level) => scheme.includes(level) || (levels[level] ?? 0) > 0)
}

/** A county's zones in a sentence, for the map's label and its tooltip. */
export function countyText(county: CountyRow, shared: SharedWords, desk: DeskWords): string {
  const parts = LEVELS.flatMap((level) => {
    const n = county.levels[level] ?? 0
    return n === 0 ? [] : [`${shared.level[level]} ${n}`]
  })
  return parts.length === 0 ? desk.board.none : parts.join(shared.listSeparator)
}

export function mapText(counties: CountyRow[], shared: SharedWords, desk: DeskWords): string {
  const listed = counties.filter((county) => county.gravest !== null)
  return desk.board.mapLabel(listed.map((county) => `${county.name} ${countyText(county, shared, desk)}`).join('; '))
}

export type Freshness = 'fresh' | 'aging' | 'stale'
export function freshness(askedAt: number, now: number): Freshness {
  const age = now - askedAt
  return age < STALE_MS / 2 ? 'fresh' : age < STALE_MS ? 'aging' : 'stale'
}

// What the page of grids says of a division: who hands what over, and how even it is.
import type { GridProposal, GridRow, ProposedGrid } from '@/api/contract'

export interface Handover { place: string; name: string; from: string | null; to: string | null }

const lies = (place: string, within: string): boolean => place === within || place.startsWith(`${within}-`)
const touch = (one: string, other: string): boolean => lies(one, other) || lies(other, one)
const covers = (grid: Pick<GridRow, 'places'>, place: string): boolean => grid.places.some((own) => touch(own.place, place))

/** What goes from one grid to another, or out of every grid. Grids keep their place in the order: the
 *  third that is drawn is the third that was, under a name that may be new. */
export function handovers(now: readonly GridRow[], next: readonly ProposedGrid[]): Handover[] {
  const into = next.flatMap((grid, i) => grid.places.flatMap(({ place, name }): Handover[] => {
    const holders = now.filter((one) => covers(one, place))
    if (holders.length === 0) return [{ place, name, from: null, to: grid.name }]
    return holders.filter((one) => one !== now[i]).map((one) => ({ place, name, from: one.name, to: grid.name }))
  }))
  const out = now.flatMap((grid) => grid.places.filter(({ place }) => !next.some((one) => covers(one, place)))
    .map(({ place, name }): Handover => ({ place, name, from: grid.name, to: null })))
  return [...into, ...out]
}

/** The moves of one kind together; what is left without a grid first. */
export function byKind(moves: readonly Handover[]): { from: string | null; to: string | null; names: string[] }[] {
  const kinds = new Map<string, { from: string | null; to: string | null; names: string[] }>()
  for (const { from, to, name } of moves) {
    const key = JSON.stringify([from, to])
    const kind = kinds.get(key) ?? { from, to, names: [] }
    kind.names.push(name)
    kinds.set(key, kind)
  }
  return [...kinds.values()].sort((a, b) => Number(a.to !== null) - Number(b.to !== null))
}

/** Names one after the other; where the words before the last are the same as in the name before, they are said once. */
export function placesSaid(names: readonly string[], separator: string): string {
  const lead = (name: string): string => name.slice(0, name.lastIndexOf(' ') + 1)
  return names.map((name, i) => (i > 0 && lead(name) !== '' && lead(name) === lead(names[i - 1] ?? '') ? name.slice(lead(name).length) : name)).join(separator)
}

const inOrder = new Intl.Collator('zh-CN', { numeric: true })
/** As one walks: 2号 before 10号, the places of one lane together and the lanes as they came. */
export function walked<One extends { name: string }>(places: readonly One[]): One[] {
  const leadOf = (one: One): string => one.name.slice(0, Math.max(0, one.name.lastIndexOf(' ')))
  const leads = [...new Set(places.map(leadOf))]
  return leads.flatMap((lead) => places.filter((one) => leadOf(one) === lead).sort((a, b) => inOrder.compare(a.name, b.name)))
}

const SINGLY_MAX = 4
/** Places in the order in which they are walked, 2号 before 10号. Where one lane or compound has more than a few of them,
 *  they stand together: a village has a door for each household, and nobody reads two hundred of them. */
export function gathered<One extends { name: string }>(places: readonly One[], kindOf: (one: One) => string = () => ''): { lead: string; places: One[] }[] {
  const groups = new Map<string, { lead: string; places: One[] }>()
  for (const one of places) {
    const lead = one.name.slice(0, Math.max(0, one.name.lastIndexOf(' ')))
    const key = JSON.stringify([kindOf(one), lead])
    const group = groups.get(key) ?? { lead, places: [] }
    group.places.push(one)
    groups.set(key, group)
  }
  return [...groups.values()].flatMap(({ lead, places: all }) => {
    const sorted = walked(all)
    return lead !== '' && all.length > SINGLY_MAX ? [{ lead, places: sorted }] : sorted.map((one) => ({ lead: one.name, places: [one] }))
  })
}

/** How long a bar is, in percent of the longest. */
export const barPercent = (n: number, longest: number): number => (longest > 0 ? Math.round(n * 100 / longest) : 0)
export const mean = (numbers: readonly number[]): number => (numbers.length === 0 ? 0 : numbers.reduce((sum, n) => sum + n, 0) / numbers.length)

/** How far from the mean, in whole percent with its sign. */
export function offMean(n: number, numbers: readonly number[]): number {
  const middle = mean(numbers)
  return middle === 0 ? 0 : Math.round((n - middle) * 100 / middle)
}

/** A thousandth as percent: 1000 is 100%. */
export const perMille = (n: number): string => `${Math.round(n / 10)}%`
/** No division can be more even. */
export const isProvenBest = (proposal: Pick<GridProposal, 'gap_per_mille'>): boolean => proposal.gap_per_mille === 0

export type SizeChoice = 'count' | 'micro' | 'core' | 'own'
/** What is asked for: so many grids, or so many households in each. */
export function sizeAsked(choice: SizeChoice, own: { n: number; min: number; max: number }): { n_grids: number | null; min_households: number | null; max_households: number | null } {
  const households = (min: number, max: number) => ({ n_grids: null, min_households: min, max_households: max })
  switch (choice) {
    case 'count': return { n_grids: own.n, min_households: null, max_households: null }
    case 'micro': return households(30, 50)
    case 'core': return households(10, 15)
    case 'own': return households(own.min, own.max)
  }
}

/** Names that are empty or given twice. */
export function namesFlaw(names: readonly string[]): 'empty' | 'twice' | null {
  const plain = names.map((name) => name.trim())
  if (plain.includes('')) return 'empty'
  return new Set(plain).size < plain.length ? 'twice' : null
}

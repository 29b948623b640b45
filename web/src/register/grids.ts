// The interface of grids, until the generated client describes it.
import { purposeOf, reach } from '@/api/client'

export interface GridPlace { place: string; name: string }
export interface GridRow { grid_code: string; name: string; places: GridPlace[]; households: number; people: number; workers: string[] }
export interface Grids { community: string; seen: string; grids: GridRow[]; uncovered: (GridPlace & { households: number; people: number })[] }
export interface ProposedGrid { name: string; places: GridPlace[]; households: number; people: number; special_care: number }
export interface Spread { smallest: number; largest: number; smallest_per_mille: number; largest_per_mille: number }
export interface GridSplit { building_name: string; households: number; n_grids: number; larger_than_a_grid: boolean }
export interface GridProposal { grids: ProposedGrid[]; households: Spread; people: Spread; gap_per_mille: number; splits: GridSplit[] }
export interface GridMove { place_name: string; from_name: string | null; to_name: string | null; people: number }
export interface GridsDrawn { grids: Grids; moved: GridMove[]; n_orders_moved: number }

const GRIDS = '/api/v1/grids'

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { purpose: purposeOf(['register']), ...(method === 'GET' ? {} : { 'x-fangxian': '1', 'content-type': 'application/json' }) }
  const answer = await reach(new Request(`${location.origin}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))
  return await answer.json() as Answer
}

export const gridsApi = {
  now: (community: string) => ask<Grids>('GET', `${GRIDS}?community=${encodeURIComponent(community)}`),
  propose: (body: { community: string; n_grids: number | null; min_households: number | null; max_households: number | null }) => ask<GridProposal>('POST', `${GRIDS}/proposals`, body),
  draw: (body: { community: string; seen: string; grids: { name: string; places: string[] }[] }) => ask<GridsDrawn>('PUT', GRIDS, body),
}

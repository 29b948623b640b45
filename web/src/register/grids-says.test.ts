import { describe, expect, it } from 'vitest'
import { barPercent, byKind, handovers, isProvenBest, namesFlaw, offMean, perMille, placesSaid, sizeAsked, gathered, walked } from './grids-says'

const now = (name: string, ...codes: string[]) => ({ grid_code: name, name, places: codes.map((place) => ({ place, name: place })), households: 0, people: 0, workers: [] })
const next = (name: string, ...codes: string[]) => ({ name, places: codes.map((place) => ({ place, name: place })), households: 0, people: 0, special_care: 0 })

describe('a division', () => {
  it('hands over what comes to another grid', () => {
    expect(handovers([now('甲', 'C-1-1', 'C-1-2'), now('乙', 'C-1-3')], [next('甲', 'C-1-1'), next('乙', 'C-1-2', 'C-1-3')]))
      .toEqual([{ place: 'C-1-2', name: 'C-1-2', from: '甲', to: '乙' }])
  })
  it('takes in what no grid covered', () => {
    expect(handovers([], [next('甲', 'C-1-1')])).toEqual([{ place: 'C-1-1', name: 'C-1-1', from: null, to: '甲' }])
  })
  it('sees through a split building and a whole compound', () => {
    expect(handovers([now('甲', 'C-1')], [next('甲', 'C-1-1'), next('乙', 'C-1-2')]).map((one) => one.to)).toEqual(['乙'])
    // Building 1 is not building 11.
    expect(handovers([], [next('乙', 'C-1-11')])).toEqual([{ place: 'C-1-11', name: 'C-1-11', from: null, to: '乙' }])
  })
  it('says what no grid covers any more', () => {
    expect(handovers([now('甲', 'C-1-1', 'C-1-11')], [next('甲', 'C-1-1')])).toEqual([{ place: 'C-1-11', name: 'C-1-11', from: '甲', to: null }])
  })
  it('takes a grid under a new name for the same grid', () => expect(handovers([now('甲', 'C-1')], [next('第1网格', 'C-1')])).toEqual([]))
  it('says the compound of its buildings once', () => {
    expect(placesSaid(['甲小区 1号楼', '甲小区 2号楼', '乙小区 1号楼', '东巷'], '、')).toBe('甲小区 1号楼、2号楼、乙小区 1号楼、东巷')
    expect(placesSaid(['1号楼', '2号楼'], '、')).toBe('1号楼、2号楼')
  })
  it('tells the moves of one kind together, and first what is left without a grid', () => {
    const move = (name: string, from: string | null, to: string | null) => ({ place: name, name, from, to })
    expect(byKind([move('1号楼', '甲', '乙'), move('9号楼', '甲', null), move('2号楼', '甲', '乙')]))
      .toEqual([{ from: '甲', to: null, names: ['9号楼'] }, { from: '甲', to: '乙', names: ['1号楼', '2号楼'] }])
  })
  it('gathers the many doors of a lane, and leaves a few apart in the order of the walk', () => {
    const names = (all: string[]): [string, number][] => gathered(all.map((name) => ({ name }))).map(({ lead, places }) => [lead, places.length])
    expect(names(['东街 1号', '东街 10号', '西巷 10号', '西巷 2号', '东街 2号', '东街 3号', '东街 4号'])).toEqual([['东街', 5], ['西巷 2号', 1], ['西巷 10号', 1]])
    expect(walked(['西巷 10号', '东街 1号', '西巷 2号'].map((name) => ({ name }))).map((one) => one.name)).toEqual(['西巷 2号', '西巷 10号', '东街 1号'])
    expect(names(['1号', '2号', '3号', '4号', '5号'])).toHaveLength(5)
    expect(gathered([{ name: '东街 1号', to: '甲' }, { name: '东街 2号', to: '乙' }], (one) => one.to)).toHaveLength(2)
  })
  it('is measured against the mean', () => {
    expect(offMean(110, [90, 110])).toBe(10)
    expect(offMean(5, [])).toBe(0)
    expect([barPercent(50, 200), barPercent(1, 0)]).toEqual([25, 0])
    expect(perMille(1043)).toBe('104%')
    expect([isProvenBest({ gap_per_mille: 0 }), isProvenBest({ gap_per_mille: 3 })]).toEqual([true, false])
  })
  it('is asked for by number or by size', () => {
    const own = { n: 6, min: 20, max: 40 }
    expect(sizeAsked('count', own)).toEqual({ n_grids: 6, min_households: null, max_households: null })
    expect(sizeAsked('micro', own)).toEqual({ n_grids: null, min_households: 30, max_households: 50 })
    expect(sizeAsked('own', own)).toEqual({ n_grids: null, min_households: 20, max_households: 40 })
  })
  it('names each grid, and each once', () => {
    expect([namesFlaw(['甲', ' ']), namesFlaw(['甲', '甲 ']), namesFlaw(['甲', '乙'])]).toEqual(['empty', 'twice', null])
  })
})

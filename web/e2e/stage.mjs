// Where the journey at the sampling table takes place: the rehearsal server, or the real program with
// a community, a round and two rolls of codes. Both have the same people.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { people, tubeCode } from '../mock/sampling.mjs'
import { session } from './office.mjs'
import { binary, startProgram } from './real.mjs'
import { serve } from './serve.mjs'

const ROUND = '第六轮区域核酸检测'
const COMMUNITY = '140110003001'
const by = (initials) => people.find(({ row }) => row.initials === initials)
const serialOf = (code) => Number(code.slice(6, 13))

export async function rehearsed() {
  const server = await serve()
  const state = () => server.city.sampling
  const parts = () => [...state().parts.values()].map((text) => JSON.parse(text))
  return {
    url: server.url, login: 'caiyang1', password: 'rehearsal-caiyang1', round: ROUND, isReal: false, state, stop: () => server.stop(),
    ten: (n) => tubeCode(n), five: (n) => tubeCode(500 + n), number: (initials) => by(initials).document, idOf: async (initials) => by(initials).row.person_id, masked: async (initials) => by(initials).row.name,
    tubes: async () => parts().map((part) => ({ n_inside: part.members.length, n_stated: part.sealed?.stated })),
    async arrived() {
      const all = parts().flatMap((part) => part.members)
      assert.equal(new Set(all.map((one) => one.person_id ?? one.stranger.document + one.stranger.name)).size, all.length, 'nobody is counted twice')
      return all.length
    },
  }
}

export async function real() {
  const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
  try {
    const password = 'yanlian-demo-2022'
    const ask = await session(url, 'shequ', password)
    for (const { document, name, building, unit, room, born } of people) {
      await ask('POST', '/people', 'register', {
        person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
        person: { name, document_kind: 'resident_id', document, phone: null, born: `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`, relation: 'other', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: `${building}号楼`, unit: `${unit}单元`, room },
      })
    }
    const round_id = randomUUID()
    await ask('POST', '/rounds', 'order_work', { round_id, place: COMMUNITY, kind: 'sampling', name: ROUND })
    const roll = (pool) => ask('POST', '/sampling/rolls', 'order_work', { roll_id: randomUUID(), place: COMMUNITY, pool, n_tubes: 200 })
    const [ten, five] = [await roll('ten'), await roll('five')]
    const sampler = await session(url, 'caiyang1', password)
    const pack = await sampler('GET', `/sampling/packs?round_id=${round_id}&place=${COMMUNITY}`, 'sampling')
    const row = (initials) => pack.people.find((one) => one.initials === initials)
    const tubes = () => ask('GET', `/sampling/rounds/${round_id}/tubes`, 'order_work')
    return {
      url, login: 'caiyang1', password, round: ROUND, isReal: true, stop,
      ten: (n) => tubeCode(serialOf(ten.first) + n), five: (n) => tubeCode(serialOf(five.first) + n), number: (initials) => by(initials).document, idOf: async (initials) => row(initials).person_id, masked: async (initials) => row(initials).name,
      tubes,
      async arrived() {
        const all = await tubes()
        assert.deepEqual(all.flatMap((tube) => tube.flags), [], 'nothing is flagged')
        return all.reduce((sum, tube) => sum + tube.n_inside, 0)
      },
    }
  } catch (error) { await stop(); throw error }
}

/** The stages that can be played here; the real one is left out loudly where the program is not built. */
export function stages() {
  if (existsSync(binary)) return [rehearsed, real]
  console.error('SKIPPED: the sampling table on the real program: it is not built (cargo build --workspace)')
  if (process.env.CI) process.exit(1)
  return [rehearsed]
}

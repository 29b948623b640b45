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

/** Counties whose names stand beside the drawing (see scripts/taiyuan-outline.mjs). */
const BESIDE: readonly string[] = ['140106', '140107']
const NARROW_PX = 480

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
          data: outline.features.map(({ id, properties }) => {
            const county = byCode.get(id)
            const color = county?.gravest ? GRAVITY_COLOR[GRAVITY[county.gravest]] : QUIET_COLOR
            const aside = BESIDE.includes(id)
            const ink = aside || !white(county) ? '#27323f' : '#fff'
            const n = Object.values(county?.levels ?? {}).reduce((sum, one) => sum + one, 0)
            const label = n === 0 ? properties.title : `${properties.title}${aside ? ' ' : '\n'}${n}`
            return {
              name: id, value: 0,
              itemStyle: { areaColor: color, borderColor: '#fff', borderWidth: 1.5 },
              label: { show: true, formatter: label, color: ink, textBorderColor: color, textBorderWidth: ink === '#fff' ? 3 : 0, fontSize: chart.getWidth() < NARROW_PX ? 10 : 13, lineHeight: chart.getWidth() < NARROW_PX ? 12 : 16, fontWeight: n > 0 ? 600 : 400 },
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

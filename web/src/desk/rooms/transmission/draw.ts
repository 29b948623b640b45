// The drawing of chains; the rest of the room works without it.
import { TreeChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { extent, type Branch } from '@/told/says'

echarts.use([TreeChart, TooltipComponent, SVGRenderer])

const ROW_PX = 34
const HEIGHT_MIN_PX = 160
const INK = '#1b2533'
const LINE = '#8496ab'
const CHOSEN = '#14509e'

interface Node { name: string; value: number; itemStyle: object; lineStyle: object; children: Node[] }

export interface ChainDrawing { show: (trees: Branch[], root: string) => void; resize: () => void; dispose: () => void }

/** The height of the drawing, in pixels. */
export const heightOf = (trees: Branch[]): number => Math.max(HEIGHT_MIN_PX, extent(trees).leaves * ROW_PX + 40)

/** Draws the chains into an element and tells which case was chosen. What a person chose is drawn whole and
 *  dark, what was estimated is drawn in dashes. */
export function drawChains(element: HTMLElement, chosen: (at: number) => void): ChainDrawing {
  const chart = echarts.init(element, null, { renderer: 'svg' })
  chart.on('click', ({ value }) => { if (typeof value === 'number' && value >= 0) chosen(value) })
  const node = (branch: Branch, isTop: boolean): Node => ({
    name: branch.name,
    value: branch.at,
    itemStyle: { color: branch.chosen ? CHOSEN : '#fff', borderColor: branch.chosen ? CHOSEN : LINE, borderWidth: 2 },
    lineStyle: isTop ? { color: 'transparent', width: 0 } : { color: branch.chosen ? CHOSEN : LINE, width: branch.chosen ? 2.5 : 1.5, type: branch.chosen ? 'solid' : 'dashed' },
    children: branch.children.map((child) => node(child, false)),
  })
  return {
    show(trees, root) {
      const top: Node = { name: root, value: -1, itemStyle: { color: '#dfe5ec', borderColor: '#dfe5ec' }, lineStyle: {}, children: trees.map((tree) => node(tree, true)) }
      chart.setOption({
        tooltip: { confine: true, textStyle: { fontSize: 14, color: INK }, formatter: ({ name }: { name: string }) => echarts.format.encodeHTML(name) },
        series: [{
          type: 'tree', data: [top], left: 12, right: 150, top: 12, bottom: 12, symbol: 'circle', symbolSize: 12, orient: 'LR', expandAndCollapse: false, roam: false, animation: false, edgeShape: 'polyline',
          label: { position: 'right', distance: 8, fontSize: 14, color: INK, backgroundColor: '#fff', padding: [1, 3] },
          lineStyle: { color: LINE, curveness: 0 },
        }],
      })
    },
    resize: () => { chart.resize() },
    dispose: () => { chart.dispose() },
  }
}

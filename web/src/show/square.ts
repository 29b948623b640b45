import { correction, generate } from 'lean-qr'

export interface Square { width: number; path: string }

/** The square of a text as one path, as the server draws it: a run of dark fields is one rectangle. */
export function squareOf(text: string): Square {
  const code = generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M })
  let path = ''
  for (let row = 0; row < code.size; row += 1) {
    for (let from = 0; from < code.size; from += 1) {
      let to = from
      while (code.get(to, row)) to += 1
      if (to > from) path += `M${from} ${row}h${to - from}v1h-${to - from}z`
      from = to
    }
  }
  return { width: code.size, path }
}

/** The same, drawn. */
export function svgOf(text: string): SVGElement {
  const { width, path } = squareOf(text)
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `-2 -2 ${width + 4} ${width + 4}`)
  svg.setAttribute('shape-rendering', 'crispEdges')
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  drawn.setAttribute('d', path)
  svg.append(drawn)
  return svg
}

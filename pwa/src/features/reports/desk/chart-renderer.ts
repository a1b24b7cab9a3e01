import { SVGRenderer } from 'echarts/renderers'

type Painter = Parameters<Parameters<typeof SVGRenderer>[0]['registerPainter']>[1]

/** ECharts' drawing in SVG, but emptied through the DOM: its own way writes markup, which the page's policy refuses. */
export const ChartRenderer: typeof SVGRenderer = (parts) => {
  SVGRenderer({
    ...parts,
    registerPainter: (name, painter) => parts.registerPainter(name, withoutMarkup(painter)),
  })
}

function withoutMarkup(painter: Painter): Painter {
  return class extends painter {
    /** Asked for when a chart is disposed of, as the first of two steps. */
    override clear(): void {
      this.getViewportRoot().replaceChildren()
    }

    override dispose(): void {
      this.getViewportRoot().remove()
    }
  }
}

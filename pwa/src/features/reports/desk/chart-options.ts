import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { say } from '@/core/texts'
import { dayWords } from '../words'
import type { ServiceLine, TrendPoint } from './desk-data'

export type ChartOption = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | TooltipComponentOption
>

const GROUND = { left: 8, right: 16, top: 40, bottom: 8, containLabel: true }
const COLOURS = ['#0a635c', '#b86e00']
const LINE_PX = 30
// The other way writes markup, which the page's policy refuses.
const DRAWN = 'richText'

/** What is reached against the dashed line of an even pace. */
export function trendOption(points: readonly TrendPoint[]): ChartOption {
  return {
    animation: false,
    color: COLOURS,
    grid: GROUND,
    legend: { top: 0, left: 0 },
    tooltip: { trigger: 'axis', renderMode: DRAWN },
    xAxis: {
      type: 'category',
      data: points.map((point) => dayWords(point.on)),
      boundaryGap: false,
    },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      {
        type: 'line',
        name: say('reports.desk.reached'),
        data: points.map((point) => point.reached),
        showSymbol: false,
        areaStyle: { opacity: 0.12 },
      },
      {
        type: 'line',
        name: say('reports.desk.needed'),
        data: points.map((point) => point.needed),
        showSymbol: false,
        lineStyle: { type: 'dashed' },
      },
    ],
  }
}

/** 岗内 and 岗外 side by side, a pair of bars for each branch, with patterns for 色弱. */
export function serviceOption(lines: readonly ServiceLine[]): ChartOption {
  const names = lines.map((line) => line.name)
  return {
    animation: false,
    color: COLOURS,
    aria: { enabled: true, decal: { show: true } },
    grid: GROUND,
    legend: { top: 0, left: 0 },
    tooltip: { trigger: 'axis', renderMode: DRAWN, axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: { type: 'category', data: names, inverse: true, axisLabel: { interval: 0 } },
    series: [
      { type: 'bar', name: say('reports.desk.inPost'), data: lines.map((line) => line.inPost) },
      {
        type: 'bar',
        name: say('reports.desk.outOfPost'),
        data: lines.map((line) => line.outOfPost),
      },
    ],
  }
}

/** The height that so many pairs of bars need, in pixels. */
export function serviceHeight(lines: readonly ServiceLine[]): number {
  return GROUND.top + 40 + lines.length * LINE_PX
}

import type { TownVisits, VisitMap } from './map-data'
import type { Town } from './organisation'
import { projectionOf, radiusOf, type Point, type Spot } from './projection'
import { spread, type Mark } from './spreading'

/** How wide the picture is and how large its letters are, both in pixels of the screen. */
export interface Paper {
  readonly width: number
  readonly letter: number
}

export interface Bubble extends Point {
  readonly code: string
  readonly name: string
  readonly visits: number
  readonly radius: number
  /** The town's approximate centre, which a crowded neighbourhood may have moved the bubble from. */
  readonly anchor: Point
  readonly isMoved: boolean
}

export interface Picture {
  /** The lines of the picture from which it is seen, and how many of them. */
  readonly top: number
  readonly height: number
  readonly bubbles: Bubble[]
  /** Where people checked in; none on paper too narrow for them. */
  readonly dots: (Point & { readonly id: string })[]
}

const QUIET_RADIUS = 4
const LEADING = 1.35
/** The part of the picture that bubbles and names may fill before it grows. */
const ROOM = 0.3
const MOST_RISE = 2.5
/** In letters: single places are drawn only where bubbles stand near enough to their anchors. */
const ROOMY = 50

/** The towns with their visits as bubbles, quiet ones as dots; null when no place is known. */
export function pictureOf(map: VisitMap, towns: readonly Town[], paper: Paper): Picture | null {
  const placed = townsOf(map, towns)
  const projection = projectionOf([...placed, ...map.points], paper.width)
  if (projection === null) return null

  const most = Math.max(1, ...placed.map((town) => town.visits))
  const flat = placed.map((town): Mark => ({
    anchor: projection.place(town),
    radius: town.visits === 0 ? QUIET_RADIUS : radiusOf(town.visits, most, paper),
    nameWidth: town.name.length * paper.letter,
    nameHeight: paper.letter * LEADING,
  }))
  const rise = riseOf(flat, paper.width)
  const marks = flat.map((mark) => ({ ...mark, anchor: risen(mark.anchor, rise) }))
  const centres = spread(marks, paper.width)
  const bubbles = placed.flatMap((town, n) => bubbleOf(town, marks[n], centres[n]))
  const isRoomy = paper.width >= ROOMY * paper.letter
  const dots = (isRoomy ? map.points : []).map((point) => ({
    id: point.id,
    ...risen(projection.place(point), rise),
  }))
  return { ...framed(bubbles, paper, dots), bubbles, dots }
}

/** How many times taller a crowded picture must be, so that neighbours stay neighbours. */
function riseOf(marks: readonly Mark[], width: number): number {
  const heights = marks.map(({ anchor }) => anchor.y)
  const height = Math.max(...heights) - Math.min(...heights)
  const taken = marks.reduce((sum, { radius, nameWidth, nameHeight }) => {
    return sum + Math.max(2 * radius, nameWidth) * (2 * radius + nameHeight)
  }, 0)
  return height === 0 ? 1 : Math.max(1, Math.min(MOST_RISE, taken / (width * height * ROOM)))
}

function risen({ x, y }: Point, rise: number): Point {
  return { x, y: y * rise }
}

type Placed = TownVisits & Spot

function townsOf(map: VisitMap, towns: readonly Town[]): Placed[] {
  const busy = new Set(map.towns.map((town) => town.code))
  const quiet = towns.filter((town) => !busy.has(town.code))
  return [...map.towns, ...quiet.map((town) => ({ ...town, visits: 0 }))].filter(isPlaced)
}

function isPlaced(town: TownVisits): town is Placed {
  return town.lat !== null && town.lng !== null
}

function bubbleOf(town: Placed, mark: Mark | undefined, centre: Point | undefined): Bubble[] {
  if (mark === undefined || centre === undefined) return []

  const { code, name, visits } = town
  const { anchor, radius } = mark
  const isMoved = Math.hypot(centre.x - anchor.x, centre.y - anchor.y) > radius + 2
  return [{ code, name, visits, radius, anchor, isMoved, ...centre }]
}

function framed(
  bubbles: readonly Bubble[],
  paper: Paper,
  dots: readonly Point[],
): Pick<Picture, 'top' | 'height'> {
  const name = paper.letter * LEADING
  const tops = [...bubbles.map(({ y, radius }) => y - radius), ...dots.map(({ y }) => y)]
  const ends = [...bubbles.map(({ y, radius }) => y + radius + name), ...dots.map(({ y }) => y)]
  const top = Math.min(...tops) - paper.letter / 2
  return { top, height: Math.max(...ends) + paper.letter / 2 - top }
}

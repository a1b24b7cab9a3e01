/** A column of the office's table. */
export interface TableColumn {
  key: string
  title: string
  /** Figures stand at the right, under each other. */
  figure?: boolean
  /** Takes what room is left. */
  broad?: boolean
  /** Left out on a phone, where each row is a card. */
  deskOnly?: boolean
}

/** What a page may ask of a table that it shows. */
export interface TableHandle {
  step: (by: number) => void
}

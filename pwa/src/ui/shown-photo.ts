/** A photo as the grid shows it. */
export interface ShownPhoto {
  id: string
  /** Address of the square picture. */
  url: string
  /** Address of the whole picture, where the square one is smaller. */
  whole?: string
  caption: string
  /** 待上传, 已上传: a word shown on the picture. */
  state?: string
  /** Words for a picture that cannot be shown here; else it is said to need a network. */
  unseen?: string
}

/** Files that versions before decision 0029 left in the origin private file system. */

export interface OldFolder {
  names(): Promise<readonly string[]>
  read(name: string): Promise<Uint8Array<ArrayBuffer>>
  /** Remove it with all that is in it. */
  remove(): Promise<void>
}

/** The folder as it was left; null where there is none, or none any more. */
export async function oldFolder(path: readonly string[]): Promise<OldFolder | null> {
  const [name = '', ...above] = path.toReversed()
  let parent = await theRoot()
  for (const one of above.toReversed()) parent = parent && (await folderIn(parent, one))
  const folder = parent && (await folderIn(parent, name))
  if (!parent || !folder) return null
  const home = parent
  return {
    names: () => namesIn(folder),
    read: (file) => read(folder, file),
    remove: () => home.removeEntry(name, { recursive: true }),
  }
}

/** Remove one of the outermost folders with all that is in it, or all of them. */
export async function giveUpOldFiles(name?: string): Promise<void> {
  const root = await theRoot()
  if (root === null) return
  for (const one of await namesIn(root))
    if (name === undefined || one === name) await root.removeEntry(one, { recursive: true })
}

async function theRoot(): Promise<FileSystemDirectoryHandle | null> {
  // Old browsers have none, whatever the types say.
  const storage = navigator.storage as Partial<StorageManager> | undefined
  return (await storage?.getDirectory?.()) ?? null
}

async function folderIn(parent: FileSystemDirectoryHandle, name: string) {
  try {
    return await parent.getDirectoryHandle(name)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null
    throw error
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

async function read(folder: FileSystemDirectoryHandle, name: string) {
  const file = await (await folder.getFileHandle(name)).getFile()
  return new Uint8Array(await file.arrayBuffer())
}

/** A folder whose files are sealed, each bound to its name. */
import type { Folder } from '@/core/files'
import { isBox, type Seals } from './seals'

/** What cannot be opened is no file: it was torn, or put there by somebody else. */
export function sealedFolder(folder: Folder | null, seals: Seals, name: string): Folder | null {
  if (folder === null) return null
  const place = (file: string) => `${name}/${file}`
  return {
    names: () => folder.names(),
    read: async (file) => {
      const box = await folder.read(file)
      return box && seals.open('files', place(file), box)
    },
    write: async (file, bytes) => folder.write(file, await seals.seal('files', place(file), bytes)),
    remove: (file) => folder.remove(file),
  }
}

/** Seal the files of before there were vaults; one by one, so that it may be broken off. */
export async function sealFiles(folder: Folder, sealed: Folder): Promise<void> {
  for (const name of await folder.names()) {
    const bytes = await folder.read(name)
    if (bytes && !isBox(bytes)) await sealed.write(name, bytes)
  }
}

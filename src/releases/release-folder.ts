import { type Disk, Problem } from '#base'

/** More files than any release has. */
const mostFiles = 100_000

/** Every file and link below a folder, sorted: nothing is passed over, since what is not looked at could be anything. */
export function filesIn(disk: Pick<Disk, 'list'>, folder: string): string[] {
  const found: string[] = []
  const open = ['']
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const { name, kind } of disk.list(path === '' ? folder : `${folder}/${path}`) ?? []) {
      const full = path === '' ? name : `${path}/${name}`
      if (kind === 'folder') open.push(full)
      else found.push(full)
      if (found.length > mostFiles)
        throw new Problem(
          'releases/too-many-files',
          `Cannot look through ${folder}: it has more than ${mostFiles} files`,
          { at: folder },
        )
    }
  return found.sort()
}

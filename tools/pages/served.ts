import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { password, type Served } from '../story/served.ts'
import { buildPages } from '../web.ts'
import { servePlant } from './laid.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server with the simulated plant and its pages; a token asks it, and people sign in as `admin` with the password. */
export interface ServedPages extends Served {
  password: string
  end(): Promise<void>
}

/** Builds the pages where they are old, lays the simulated plant, and serves both: slow, once for all tests of a file. */
export async function servePages(): Promise<ServedPages> {
  await buildPages()
  const outer = mkdtempSync(join(tmpdir(), 'millcert-pages-'))
  try {
    const served = await servePlant(outer)
    const end = async () => {
      await served.stop()
      rmSync(outer, { recursive: true, force: true })
    }
    return { ...served, token: served.token, password, end }
  } catch (error) {
    rmSync(outer, { recursive: true, force: true })
    throw error
  }
}

/** A page as `web/pages/all.ts` has it. */
export interface PageLine {
  path: string
  name: string
  bare: boolean
}

/** Every page there is. */
export function everyPage(): PageLine[] {
  const text = readFileSync(join(root, 'web/pages/all.ts'), 'utf8')
  const lines = text.matchAll(/= page\(\s*'([^']+)',\s*'([^']+)'(.*)$/gm)
  return Array.from(lines, ([, path = '', name = '', rest = '']) => ({ path, name, bare: rest.includes('bare: true') }))
}

/** The path of a page with things of the plant in it: `/assets/$id` has the first asset's id. */
export async function realPath({ path }: PageLine, served: Served): Promise<string> {
  if (!path.includes('$')) return path
  const noun = path.split('/')[1]!
  const { json } = await served.get(`/${noun}`, { query: { limit: '1' } })
  const id: unknown = (json?.rows ?? json?.[noun])?.[0]?.id
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new Error(`nothing of the plant stands at /api/v1/${noun}, which ${path} needs`)
  return path.replace('$id', encodeURIComponent(String(id)))
}

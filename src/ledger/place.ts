import type { Input, Tool } from '#base'
import { Problem } from '#base'
import { kyselyOver } from './connection.ts'
import { handleOf, type Read } from './handle.ts'
import { type DatabasePlace, openDatabase } from './open.ts'

type Settings = { env(name: string): string | undefined }

/** The flag of every tool that looks into the data folder. */
export const dataFlag = {
  data: { about: 'the data folder, as of `millcert serve`', value: 'DIR' },
} satisfies Tool['flags']

/** The data folder: `--data`, or the one of this user. */
export function dataFolder({ home }: { home: { data: string } }, input: Input): string {
  return (
    input.flags
      .get('data')
      ?.at(-1)
      ?.replace(/(?<=.)\/+$/, '') ?? home.data
  )
}

/** Where the database is: `MILLCERT_DATABASE_URL`, or a file in the data folder. An address may hold a password and is no flag. */
export function databasePlace({ env }: Settings, folder: string): DatabasePlace {
  const address = env('MILLCERT_DATABASE_URL')
  if (address === undefined) return { file: `${folder}/millcert.db` }
  if (/^postgres(?:ql)?:\/\//.test(address)) return { address }
  throw new Problem(
    'cli/usage',
    'Cannot use MILLCERT_DATABASE_URL: an address like postgres://user@host/name is wanted',
  )
}

/** One state of a database as it is there, of whatever version: nothing in it is brought up to date. */
export async function lookInto<T>(place: DatabasePlace, work: (db: Read) => Promise<T>): Promise<T> {
  const connections = await openDatabase('file' in place ? { ...place, make: false } : place)
  const { dialect } = connections
  try {
    return await connections.read(connection =>
      work(handleOf(kyselyOver(connection, dialect), dialect, connection.each)),
    )
  } finally {
    await connections.close()
  }
}

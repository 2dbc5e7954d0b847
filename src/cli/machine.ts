import { build } from './version.ts'

/** The files that run, and what a program may depend on and should not: what a making is recorded with. */
export const machine = {
  tools: () => [
    { name: 'millcert', version: build().version, path: process.argv[1]! },
    { name: 'node', version: process.version, path: process.execPath },
  ],
  surroundings: () => ({
    system: `${process.platform} ${process.arch}`,
    'time zone': Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: process.env['LC_ALL'] || process.env['LANG'] || 'none',
    folder: process.cwd(),
  }),
}

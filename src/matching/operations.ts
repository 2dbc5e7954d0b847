import { type Database, databaseFolder, maxAgeOf, openDatabase, productType, type Statement } from '#advisories'
import { type Input, type Note, Problem, showTime, type Tool, visible, type World } from '#base'
import { loadPapers, nothing, type Papers } from '#boms/operations'
import { type Ignored, ignoredIn, noToml, suppress } from './ignore.ts'
import type { Output } from './output.ts'
import * as members from './outputs/all.ts'
import { placesOf } from './placement.ts'
import type { Rows, RowsCommand } from './product-rows.ts'
import type { ScanProducts } from './product-rule-scan.ts'
import type { Report } from './report.ts'
import { type Findings, findingsOf, summaryOf } from './scan.ts'
import { distinctPaths, feedScanned, notThere, pathOf } from './scan-input.ts'
import { productsLeft, type Subjects, subjectsOf } from './subject.ts'
import { exitCode, openedBy, type Threshold, thresholds } from './threshold.ts'
import { type Laid, layStatements, namesFound, speaksOf } from './vex.ts'
import { meetsInWords, type WordsMeant } from './vex-product.ts'

const all: readonly Output[] = Object.values(members)

/** Ways to print a scan, by their ids. */
export { all as outputs }

export const scan: Tool = {
  kind: 'tool',
  about: 'Tell what is known to be wrong with what is there, why, and what could not be decided',
  more: 'Takes folders (walked for lockfiles and installed packages), lockfiles, bills of materials, inventories\nand images (docker save, OCI layout); no server, no account, no network. Exit code: 0 clean and everything was really checked,\n1 findings at or over the threshold, 2 the input could not be read, 3 something could not be decided, 128 nothing to scan.',
  words: [{ name: 'PATH', about: 'a folder or a file; - is standard input', count: 'many' }],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: all.map(({ id }) => id) },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    'fail-on': {
      about: 'what makes the exit code 1, any finding by default',
      value: 'LEVEL',
      choices: [...thresholds],
      repeat: true,
    },
    'allow-unknown': { about: 'exit with 0 where 3 would say that something could not be decided' },
    'max-age': { about: 'days after which any feed is stale', value: 'DAYS' },
    'with-boms': { about: 'scan bills of materials that lie in a folder too' },
    ignore: { about: 'decisions to apply, .millcert/ignore.toml by default', value: 'FILE' },
    rules: { about: 'what words of an inventory mean, .millcert/products.toml by default', value: 'FILE' },
    vex: { about: 'VEX statements to apply: OpenVEX, CSAF or CycloneDX', value: 'FILE', repeat: true },
  },
  examples: [
    ['scan .', 'a source tree: every lockfile and installed package in it'],
    ['scan hmi.cdx.json --format sarif --output hmi.sarif', 'a vendor’s bill of materials, for a code scanning page'],
    ['scan assets.csv --fail-on critical --fail-on kev', 'an inventory; fail on the worst only'],
  ],
  async run(world, typed) {
    const { paths, notes: repeated } = distinctPaths(typed.words)
    const input: Input = { ...typed, words: paths }
    const papers = await papersAt(world, paths, input.flags.has('with-boms'))
    papers.notes.push(...repeated)
    // What was found and could not be read may hold anything: that is an answer, and not that there is nothing.
    if (papers.loaded.length === 0 && !papers.unreadable) throw nothing(input.words, papers.notes)
    const output = all.find(({ id }) => id === (input.flags.get('format')?.at(-1) ?? 'table'))!
    const { report, failOn, code } = await judged(world, input, papers, output.summaries === true, world.now())
    const passed = code === 3 && input.flags.has('allow-unknown')
    const opened = code === 3 ? openedBy(report, failOn, papers.unreadable, passed) : undefined
    if (opened) report.notes.push(opened)
    write(
      world,
      output.write(report, {
        colour: colourWanted(world, input),
        width: input.flags.has('output') ? 0 : world.width,
        verbose: input.flags.has('verbose'),
      }),
    )
    if (report.database === null)
      world.say(
        `No advisory database at ${databaseFolder(world, input)}: nothing was checked. Build one: millcert db build --from DIR`,
      )
    if (opened && (passed || report.database !== null)) world.say(visible(opened.message))
    return passed ? 0 : code
  },
}

/** What a scan came to, for operations above that do more with it than print it. */
export interface Scanned {
  report: Report
  /** What was read; empty where there is nothing to scan. */
  papers: Papers
  failOn: readonly Threshold[]
  /** Whether something besides single components could not be decided. */
  doubt: boolean
  /** As `scan` would exit. */
  code: 0 | 1 | 3
}

/**
 * A scan of a folder or file with flags as those of `scan`; what lies there and is nothing to scan is a note, and not a Problem.
 * `decided`: the time at which decisions have to hold, milliseconds since 1970 UTC.
 */
export async function scanned(
  world: World,
  path: string,
  flags: Input['flags'],
  decided = world.now(),
): Promise<Scanned> {
  const papers = await papersAt(world, [path], flags.has('with-boms'))
  return { papers, ...(await judged(world, { words: [path], flags }, papers, false, decided)) }
}

/** What is laid against the database, and what the thresholds make of it. */
async function judged(
  world: World,
  input: Input,
  papers: Papers,
  summaries: boolean,
  decided: number,
): Promise<Omit<Scanned, 'papers'>> {
  const { report, doubt: some } = await reportOn(world, input, papers, summaries, decided)
  const failOn = (input.flags.get('fail-on') ?? ['any']) as Threshold[]
  const doubt = some || papers.unreadable
  return { report, failOn, doubt, code: exitCode(report, failOn, doubt) }
}

/** What people decide about the words of inventories, and what waits for it: loaded when one of its commands is called. */
export async function products() {
  const [{ worklistCommand }, { tryCommand }] = await Promise.all([
    import('./product-worklist-command.ts'),
    import('./product-rule-try.ts'),
  ])
  return { worklist: toolOf(worklistCommand), try: toolOf(tryCommand) }
}

/** A command over the rows of inventories, which is handed what it asks of the world. */
function toolOf({ run, ...rest }: RowsCommand): Tool {
  return {
    ...rest,
    run(world, input) {
      const { disk, limits, out, say, progress } = world
      const databaseAt = () =>
        openDatabase(disk, databaseFolder(world, input)) ?? noDatabase(databaseFolder(world, input))
      return run(
        { disk, limits, out, say, progress, now: world.now(), databaseAt, rowsAt: words => rowsAt(world, words) },
        input,
      )
    },
  }
}

/** Without a database nothing is known of any product. */
function noDatabase(folder: string): never {
  throw new Problem('advisories/no-database', `Cannot look products up in the database at ${folder}: there is none`, {
    at: folder,
    next: 'build one: millcert db build --from DIR',
  })
}

/** What inventories list, each path once. */
async function rowsAt(world: World, words: readonly string[]): Promise<Rows> {
  const { paths, notes } = distinctPaths(words)
  const papers = await papersAt(world, paths, false)
  if (papers.loaded.length === 0 && !papers.unreadable) throw nothing(paths, papers.notes)
  const { unreadable } = papers
  return { words: paths, subjects: subjectsOf(papers.loaded), notes: [...notes, ...papers.notes], unreadable }
}

/** What lies at some paths; where that is nothing to scan but something else that is known, the Problem says what. */
async function papersAt(world: World, paths: readonly string[], withBoms: boolean): Promise<Papers> {
  try {
    return await loadPapers(world, paths, withBoms)
  } catch (error) {
    const path = error instanceof Problem ? pathOf(error, paths) : undefined
    if (!(error instanceof Problem) || path === undefined) throw error
    if (error.code === 'base/not-found') throw notThere(error, path)
    const format = error.code === 'boms/unknown-format' ? await feedFormat(world, path) : undefined
    throw format === undefined ? error : feedScanned(path, format)
  }
}

async function feedFormat(world: World, path: string): Promise<string | undefined> {
  try {
    return (await (await advisoryReading()).inspectFeed(world, path))?.format
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** The feed without which a threshold says nothing. */
const restsOn: Readonly<Record<string, string>> = { kev: 'kev', malicious: 'osv-malicious' }

/** The report, and whether something besides single components could not be decided. */
async function reportOn(
  world: World,
  input: Input,
  papers: Papers,
  summaries: boolean,
  decided: number,
): Promise<{ report: Report; doubt: boolean }> {
  const subjects = subjectsOf(papers.loaded)
  const database = openDatabase(world.disk, databaseFolder(world, input))
  const failOn = input.flags.get('fail-on') ?? []
  const products = await productsIn(world, input, subjects, database)
  const found =
    database &&
    findingsOf(subjects, database, {
      now: world.now(),
      maxAge: maxAgeOf(input),
      needs: failOn.flatMap(threshold => restsOn[threshold] ?? []),
      products: products?.look,
      summaryOf: summaries || input.flags.has('verbose') ? await database.summaries() : undefined,
      progress: (done, total) => world.progress('matching', done, total),
    })
  if (subjects.length > 4096) world.progress('matching', subjects.length, subjects.length)
  database?.close()
  const { kept, undecided, suppressed, notes } = await answered(world, input, found, subjects, papers, decided)
  const report: Report = {
    schema: 'millcert-scan/1',
    tool: { name: 'millcert', version: world.version },
    scannedAt: showTime(world.now()),
    subject: subjectOf(input, papers),
    database: found?.database ?? null,
    summary: summaryOf(subjects.length, kept, undecided, suppressed),
    matches: kept,
    undecided,
    suppressed,
    notes: [
      ...(found?.notes ?? [{ code: 'no-database', message: 'There is no advisory database: nothing was checked' }]),
      ...notes,
      ...(products?.notes() ?? []),
      ...(subjects.length === 0
        ? [{ code: 'no-components', message: 'Nothing is listed: an empty bill of materials is not a clean one' }]
        : []),
      ...productsLeft(papers.loaded),
      ...papers.notes,
    ],
  }
  return {
    report,
    doubt: found === undefined || found.doubt || papers.loaded.some(({ bom }) => bom.components.length === 0),
  }
}

/** How what only its maker's words name is looked up; what does so is loaded where something scanned needs it. */
async function productsIn(
  world: World,
  input: Input,
  subjects: Subjects,
  database: Database | undefined,
): Promise<ScanProducts | undefined> {
  const needed = database !== undefined && namedInWords(subjects, database)
  if (!needed && !input.flags.has('rules')) return undefined
  const { scanProducts } = await import('./product-rule-scan.ts')
  // Without a database the rules are read all the same, as a fault in them is one.
  const rules = await (await import('./product-rule-file.ts')).rulesInForce(world, input)
  return scanProducts(rules, needed ? database : undefined, input.words, world.now())
}

/** Whether something is scanned that only its maker's words name, and advisories that do so are there. */
function namedInWords(subjects: Subjects, { manifest }: Database): boolean {
  if (!manifest.feeds.some(({ types }) => types.includes(productType))) return false
  for (const { component, alone } of subjects)
    if (component.purl === undefined && (component.supplier !== undefined || alone)) return true
  return false
}

function subjectOf(input: Input, papers: Papers): Report['subject'] {
  const [first] = papers.loaded
  const one = papers.loaded.length === 1 && first!.location === undefined
  let digest: string | undefined
  return {
    path: input.words.join(' '),
    format: one ? first!.bom.format : input.words.length > 1 ? 'several' : 'directory',
    get digest() {
      digest ??= papers.digest()
      return digest
    },
  }
}

/** What was found with what others state and what we decided laid over it; a decision of ours comes second, and answers no doubt. */
async function answered(
  world: World,
  input: Input,
  found: Findings | undefined,
  subjects: Subjects,
  papers: Papers,
  decided: number,
): Promise<Laid> {
  const { matches, undecided } = found ?? { matches: [], undecided: [] }
  const stated = await laidOver(world, input, { matches, undecided }, subjects, papers)
  const { kept, suppressed, expired } = suppress(stated.kept, await ignoreFile(world, input), decided)
  const ended = expired.map(({ id, reason }) => ({
    code: 'ignore-expired',
    message: `The decision to ignore ${id} (${reason}) has expired and no longer holds`,
  }))
  return { ...stated, kept, suppressed: [...stated.suppressed, ...suppressed], notes: [...ended, ...stated.notes] }
}

/** What was found with the statements of every `--vex` laid over it; of those only such about a vulnerability that was found are held. */
async function laidOver(
  world: World,
  input: Input,
  { matches, undecided }: Pick<Findings, 'matches' | 'undecided'>,
  subjects: Subjects,
  papers: Papers,
): Promise<Laid> {
  const files = input.flags.get('vex') ?? []
  if (files.length === 0) return { kept: matches, undecided, suppressed: [], notes: [] }
  const findings = [...matches, ...undecided]
  const names = namesFound(findings)
  const statements: Statement[] = []
  const notes: Note[] = []
  const { readStatements } = await advisoryReading()
  for (const path of files) {
    const odd = await readStatements(world, path, statement => {
      if (speaksOf(statement, names)) statements.push(statement)
    })
    for (const note of odd) notes.push({ ...note, at: note.at === undefined ? path : `${path}: ${note.at}` })
  }
  const placeOf = placesOf(findings, subjects, papers.loaded)
  const components = findings.flatMap(finding => placeOf(finding)?.component ?? [])
  const words = meetsInWords(statements, components) ? await wordsMeantBy(world, input, statements) : undefined
  const laid = layStatements(matches, statements, placeOf, undecided, words)
  return { ...laid, notes: [...laid.notes, ...notes] }
}

/** What statements mean by products in words, with the rules in force: they say what the words of components mean. */
async function wordsMeantBy(world: World, input: Input, statements: readonly Statement[]): Promise<WordsMeant> {
  const [{ wordsMeant }, { rulesInForce }, { ruleBook }] = await Promise.all([
    import('./vex-words.ts'),
    import('./product-rule-file.ts'),
    import('./product-rule-book.ts'),
  ])
  const { rules } = await rulesInForce(world, input)
  return wordsMeant(statements, ruleBook(rules, world.now()))
}

/** What reads advisories and statements is large, and most scans read none: loaded when one does. */
function advisoryReading() {
  return import('#advisories/operations')
}

/** Decisions lie beside the work of those who decide, in the folder the command is run in, or where the flag says. */
async function ignoreFile(world: World, input: Input): Promise<Ignored[]> {
  const named = input.flags.get('ignore')?.at(-1)
  const path = named ?? '.millcert/ignore.toml'
  if (named === undefined && world.disk.stat(path)?.kind !== 'file') return []
  const { parse } = await import('smol-toml')
  const text = new TextDecoder().decode(world.disk.read(path, world.limits.element, 'element'))
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    throw noToml(error, path)
  }
  return ignoredIn(document, path, text)
}

/** Written in large pieces: a write for each line is most of the time of a long answer. */
function write(world: World, pieces: Iterable<string>): void {
  let waiting = ''
  for (const piece of pieces) {
    waiting += piece
    if (waiting.length < 256 * 1024) continue
    world.out(waiting)
    waiting = ''
  }
  if (waiting !== '') world.out(waiting)
}

function colourWanted(world: World, input: Input): boolean {
  return world.width > 0 && !input.flags.has('output') && world.env('NO_COLOR') === undefined
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { defaultLimits } from '#base'
import { jarContent, loadJars } from './jar-file.ts'

/** An archive of files as they are; several names may stand for the same bytes. */
function jar(names: readonly string[], content: Buffer): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50)
  const directory = names.map(name => {
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    entry.writeUInt32LE(crc32(content), 16)
    entry.writeUInt32LE(content.length, 20)
    entry.writeUInt32LE(content.length, 24)
    entry.writeUInt16LE(name.length, 28)
    return Buffer.concat([entry, Buffer.from(name)])
  })
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(30 + content.length, 16)
  return Buffer.concat([local, content, ...directory, end])
}

const poms = (count: number) => Array.from({ length: count }, (_, i) => `META-INF/maven/g/a${i}/pom.properties`)

function seconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

test('jar: properties are read with blanks, colons and equal signs, as Java reads them', async () => {
  await loadJars()
  const text = '#x\r\n groupId = g\rartifactId:a\\-b\nversion  1.2 \nversion=3\nversionless=4\n'
  assert.deepEqual(
    jarContent(jar(poms(1), Buffer.from(text)), 'x.jar', defaultLimits)?.packages.map(one => [
      one.group,
      one.name,
      one.version,
    ]),
    [['g', 'a-b', '1.2']],
  )
})

test('jar: a property behind very many blanks, and one descriptor of line ends named very often, cost nothing much', async () => {
  await loadJars()
  const blanks = Buffer.from(`version${' '.repeat(5000)}${'x '.repeat(300)}\n`)
  assert.ok(seconds(() => jarContent(jar(poms(1), blanks), 'x.jar', defaultLimits)) < 2)
  const ends = Buffer.alloc(1_000_000, '\n')
  assert.ok(seconds(() => jarContent(jar(poms(190), ends), 'x.jar', defaultLimits)) < 4)
})

// An image of 1 GiB in four layers, as `docker save` writes it and as an OCI layout with compressed layers: `sbom` of it.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { header, padded } from '../src/boms/sample-tar.ts'
import { bundle, median, node, peakMemory, row, scratch, timed } from './measure.ts'

const layerCount = 4
const layerBytes = 256 * 1024 ** 2
const rounds = 3

/** Bytes as programs have: half of them tell nothing new. */
const noise = Buffer.alloc(8 * 1024 ** 2)
let state = 42
for (let at = 0; at < noise.length; at += 4) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  noise.writeUInt32LE(at % 64 < 32 ? state : at & 0xff, at)
}

const file = (path: string, content: string | Uint8Array) => {
  const bytes = Buffer.from(content)
  return [header(path, bytes.length, '0'), padded(bytes)]
}

/** The pieces of one layer: 4,000 installed packages, a list of the system's, and files of 2 KiB to 8 MiB. */
function* layer(index: number): Generator<Buffer> {
  let total = 0
  const parts: Buffer[] = []
  if (index === 0) {
    parts.push(...file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'))
    const status = Array.from(
      { length: 400 },
      (_, one) => `Package: part-${one}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.${one}-1\n`,
    )
    parts.push(...file('var/lib/dpkg/status', status.join('\n')))
  }
  for (let one = 0; one < 4000; one++) {
    const name = `part-${index}-${one}`
    const fields = {
      name,
      version: `1.${one}.0`,
      description: 'x'.repeat(1200),
      dependencies: { [`part-${index}-${one + 1}`]: '^1' },
    }
    parts.push(...file(`srv/node_modules/${name}/package.json`, JSON.stringify(fields)))
    parts.push(...file(`srv/node_modules/${name}/index.js`, noise.subarray(one * 512, one * 512 + 2048)))
  }
  for (const part of parts) {
    total += part.length
    yield part
  }
  for (let one = 0; total < layerBytes; one++) {
    for (const part of file(`usr/lib/${index}/${one}.so`, one % 4 === 0 ? noise : noise.subarray(0, 100_000))) {
      total += part.length
      yield part
    }
  }
  yield Buffer.alloc(1024)
}

function saved(path: string): number {
  const out = openSync(path, 'w')
  const names = Array.from({ length: layerCount }, (_, index) => `${String(index).repeat(64)}/layer.tar`)
  let bytes = 0
  const write = (parts: Iterable<Buffer>) => {
    for (const part of parts) writeSync(out, part)
  }
  names.forEach((name, index) => {
    let size = 0
    for (const part of layer(index)) size += part.length
    bytes += size
    write([header(name, size, '0')])
    write(layer(index))
  })
  write(file('config.json', '{"os":"linux"}'))
  write(file('manifest.json', JSON.stringify([{ Config: 'config.json', Layers: names }])))
  write([Buffer.alloc(1024)])
  closeSync(out)
  return bytes
}

function layout(folder: string, compress: (bytes: Buffer) => Buffer): void {
  mkdirSync(`${folder}/blobs/sha256`, { recursive: true })
  const blob = (bytes: Uint8Array) => {
    const hex = createHash('sha256').update(bytes).digest('hex')
    writeFileSync(`${folder}/blobs/sha256/${hex}`, bytes)
    return { digest: `sha256:${hex}`, size: bytes.length }
  }
  const layers = Array.from({ length: layerCount }, (_, index) => blob(compress(Buffer.concat([...layer(index)]))))
  const manifest = blob(
    Buffer.from(JSON.stringify({ schemaVersion: 2, config: blob(Buffer.from('{"os":"linux"}')), layers })),
  )
  writeFileSync(`${folder}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(`${folder}/index.json`, JSON.stringify({ manifests: [manifest] }))
}

/** Made by a process of its own: what a parent once held counts as its children's peak. */
function make(folder: string): void {
  const size = saved(`${folder}/saved.tar`)
  layout(`${folder}/gzip`, bytes => gzipSync(bytes, { level: 1 }))
  layout(`${folder}/zstd`, bytes => zstdCompressSync(bytes))
  writeFileSync(`${folder}/size`, String(size))
}

function measure(): void {
  const folder = scratch()
  spawnSync(node, [fileURLToPath(import.meta.url), 'make', folder], { stdio: 'inherit' })
  const size = Number(readFileSync(`${folder}/size`, 'utf8'))
  console.log(`| image (${(size / 1024 ** 2).toFixed(0)} MiB of layers, ${rounds} rounds) | | | |`)
  for (const [what, name] of [
    ['docker save', 'saved.tar'],
    ['OCI layout, gzip', 'gzip'],
    ['OCI layout, zstd', 'zstd'],
  ] as const) {
    const args = [bundle, 'sbom', `${folder}/${name}`]
    timed(args)
    const took = median(Array.from({ length: rounds }, () => timed(args)))
    row(`${what}: layer data a second`, size / 1e6 / (took / 1000), 'MB', 100, true)
    row(`${what}: peak memory`, peakMemory(args), 'MB', 300)
  }
}

if (process.argv[2] === 'make') make(process.argv[3]!)
else measure()

import { readTree, simulatedHash } from './tree.ts'

const note = 'simulated: made for the simulated plant of Havelmark Foods; hashes are of simulated content'

const mesTree = `
npm/react@18.2.0
  npm/loose-envify@1.4.0
    npm/js-tokens@4.0.0
npm/react-dom@18.2.0
  npm/loose-envify@1.4.0
  npm/scheduler@0.23.0
npm/lodash@4.17.20
npm/jquery@3.4.1
npm/axios@1.7.7
  npm/follow-redirects@1.15.9
  npm/form-data@4.0.1
    npm/asynckit@0.4.0
    npm/combined-stream@1.0.8
      npm/delayed-stream@1.0.0
    npm/mime-types@2.1.35
      npm/mime-db@1.52.0
  npm/proxy-from-env@1.1.0
npm/socket.io-client@4.7.4
  npm/engine.io-client@6.5.3
    npm/ws@8.11.0
    npm/debug@4.3.4
      npm/ms@2.1.2
npm/ws@8.18.0`

const mesDevTree = `
npm/%40babel/core@7.22.20
  npm/%40babel/code-frame@7.22.13
    npm/chalk@2.4.2
  npm/%40babel/traverse@7.22.20
    npm/%40babel/parser@7.22.16
    npm/%40babel/types@7.22.19
    npm/globals@11.12.0
npm/vite@4.4.9
  npm/esbuild@0.18.20
  npm/postcss@8.4.30
    npm/nanoid@3.3.6
  npm/rollup@3.29.2`

/** package-lock.json, lockfile version 3: one folder for each package, a second version below who needs it. */
export function mesWeb(): string {
  const packages: Record<string, object> = {}
  const root = { name: '@havelmark/mes-web', version: '3.12.0', license: 'UNLICENSED', description: note }
  const direct: Record<string, string>[] = []
  const placed = new Map<string, string>()
  const wholes = [mesTree, mesDevTree].map(readTree)
  // What stands at the left gets the folder at the top, as npm hoists it.
  for (const { nodes, top } of wholes) for (const text of top) placed.set(fullName(nodes.get(text)!), text)
  for (const [index, { nodes, top }] of wholes.entries()) {
    direct.push(Object.fromEntries(top.map(text => [fullName(nodes.get(text)!), `^${nodes.get(text)!.version}`])))
    const place = (text: string, parent: string): void => {
      const node = nodes.get(text)!
      const name = fullName(node)
      const holder = placed.get(name) ?? text
      placed.set(name, holder)
      const folder = `${holder === text ? '' : `${parent}/`}node_modules/${name}`
      if (packages[folder]) return
      const file = `${node.name}-${node.version}.tgz`
      packages[folder] = {
        version: node.version,
        resolved: `https://registry.npmjs.org/${name}/-/${file}`,
        integrity: `sha512-${simulatedHash(text, 'sha512', 'base64')}`,
        ...(index === 1 ? { dev: true } : {}),
        license: 'MIT',
        ...(node.on.length > 0
          ? {
              dependencies: Object.fromEntries(
                node.on.map(child => [fullName(nodes.get(child)!), `^${nodes.get(child)!.version}`]),
              ),
            }
          : {}),
      }
      for (const child of node.on) place(child, folder)
    }
    for (const text of top) place(text, '')
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  const lock = {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { ...root, dependencies: direct[0], devDependencies: direct[1] }, ...sorted },
  }
  return `${JSON.stringify(lock, undefined, 2)}\n`
}

function fullName(node: { group: string; name: string }): string {
  return node.group ? `${node.group}/${node.name}` : node.name
}

const goDirect = [
  'github.com/eclipse/paho.mqtt.golang v1.4.3',
  'go.etcd.io/bbolt v1.3.7',
  'golang.org/x/crypto v0.14.0',
  'golang.org/x/net v0.15.0',
  'google.golang.org/grpc v1.56.2',
]
const goIndirect = [
  'github.com/golang/protobuf v1.5.3',
  'github.com/gorilla/websocket v1.5.0',
  'golang.org/x/sync v0.3.0',
  'golang.org/x/sys v0.13.0',
  'golang.org/x/text v0.13.0',
  'google.golang.org/genproto/googleapis/rpc v0.0.0-20230525234030-28d5490b6b19',
  'google.golang.org/protobuf v1.30.0',
]

export function goMod(): string {
  return `// ${note}
module havelmark.example/line-gateway

go 1.21

toolchain go1.21.1

require (
${goDirect.map(module => `\t${module}`).join('\n')}
)

require (
${goIndirect.map(module => `\t${module} // indirect`).join('\n')}
)
`
}

export function goSum(): string {
  const lines = [...goDirect, ...goIndirect].flatMap(module => [module, `${module}/go.mod`])
  return `${lines
    .sort()
    .map(line => `${line} h1:${simulatedHash(line, 'sha256', 'base64')}`)
    .join('\n')}\n`
}

/** Pins of the edge analytics service and who asks for each. */
const pins = [
  ['aiohttp', '3.8.6', '-r requirements.in'],
  ['aiosignal', '1.3.1', 'aiohttp'],
  ['async-timeout', '4.0.3', 'aiohttp'],
  ['attrs', '23.1.0', 'aiohttp'],
  ['certifi', '2023.7.22', 'requests'],
  ['cffi', '1.16.0', 'cryptography'],
  ['charset-normalizer', '3.3.2', 'requests'],
  ['cryptography', '41.0.7', '-r requirements.in'],
  ['frozenlist', '1.4.0', 'aiohttp'],
  ['idna', '3.4', 'requests'],
  ['jinja2', '3.1.2', '-r requirements.in'],
  ['markupsafe', '2.1.3', 'jinja2'],
  ['multidict', '6.0.4', 'aiohttp'],
  ['numpy', '1.26.4', '-r requirements.in'],
  ['pillow', '10.0.0', '-r requirements.in'],
  ['pycparser', '2.21', 'cffi'],
  ['redis', '4.5.5', '-r requirements.in'],
  ['requests', '2.30.0', '-r requirements.in'],
  ['urllib3', '2.6.3', 'requests'],
  ['yarl', '1.9.2', 'aiohttp'],
] as const

/** As pip-compile with hashes writes it. */
export function edgeAnalytics(): string {
  const blocks = pins.map(
    ([name, version, via]) =>
      `${name}==${version} \\\n    --hash=sha256:${simulatedHash(`pypi/${name}@${version}`, 'sha256', 'hex')}\n    # via ${via}`,
  )
  return `# ${note}\n${blocks.join('\n')}\n`
}

const bridgeTree = `
cargo/opcua-bridge@0.6.2
  cargo/atty@0.2.14
    cargo/hermit-abi@0.1.19
      cargo/libc@0.2.149
    cargo/libc@0.2.149
    cargo/winapi@0.3.9
  cargo/openssl@0.10.66
    cargo/foreign-types@0.3.2
    cargo/libc@0.2.149
    cargo/openssl-sys@0.9.103
  cargo/rustls@0.21.10
    cargo/ring@0.17.5
    cargo/sct@0.7.1
  cargo/time@0.1.45
    cargo/libc@0.2.149
  cargo/tokio@1.22.0
    cargo/bytes@1.5.0
    cargo/mio@0.8.8
    cargo/pin-project-lite@0.2.13`

/** Cargo.lock version 3; the bridge itself has no source. */
export function opcuaBridge(): string {
  const { nodes, top } = readTree(bridgeTree)
  const packages = [...nodes.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(node => {
      const lines = ['[[package]]', `name = "${node.name}"`, `version = "${node.version}"`]
      if (!top.includes(node.text))
        lines.push(
          'source = "registry+https://github.com/rust-lang/crates.io-index"',
          `checksum = "${simulatedHash(node.text, 'sha256', 'hex')}"`,
        )
      if (node.on.length > 0)
        lines.push('dependencies = [', ...node.on.map(child => ` "${nodes.get(child)!.name}",`).sort(), ']')
      return `${lines.join('\n')}\n`
    })
  return `# ${note}\nversion = 3\n\n${packages.join('\n')}`
}

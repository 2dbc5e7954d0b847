import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Unplaced } from './ecosystem.ts'
import * as ecosystems from './ecosystems/all.ts'
import { exact } from './exact.ts'
import { longestKey, longestVersion } from './order.ts'
import {
  coordinatesOf,
  ecosystemOf,
  ecosystemOfKey,
  orderByNumber,
  orderOf,
  type Placed,
  packageKey,
} from './placement.ts'
import { parsePurl } from './purl.ts'
import * as orders from './versions/all.ts'

const data = process.env.MILLCERT_TESTDATA
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const members = Object.values(ecosystems)

function place(text: string): Placed | Unplaced {
  const purl = parsePurl(text)
  assert.ok(!('fault' in purl), `${text}: ${JSON.stringify(purl)}`)
  return coordinatesOf(purl)
}

function placed(text: string): Placed {
  const found = place(text)
  assert.ok('key' in found, `${text}: ${JSON.stringify(found)}`)
  return found
}

function unplaced(text: string): Unplaced {
  const found = place(text)
  assert.ok('why' in found, `${text}: ${JSON.stringify(found)}`)
  return found
}

/** OSV ecosystem, name of the package, and purls of the same package. Every member must be among them. */
const meetings: [string, string, ...string[]][] = [
  ['npm', '@scope/name', 'pkg:npm/%40scope/name@1.0', 'pkg:npm/@scope/name@1.0', 'pkg:npm/scope/name@1.0'],
  ['NPM', 'JSONThing', 'pkg:npm/JSONThing@1.0'],
  ['PyPI', 'Foo._-Bar', 'pkg:pypi/foo-bar@1', 'pkg:pypi/FOO_bar@1', 'pkg:pypi/foo.bar@1', 'pkg:pypi/foo--bar@1'],
  ['Go', 'code.example/Team/Tool/v2', 'pkg:golang/code.example/team/tool/v2@v2.0.1#cmd/x'],
  ['Go', 'tool.example', 'pkg:golang/tool.example@v1.0.0'],
  ['Go', 'stdlib', 'pkg:golang/stdlib@1.21.3', 'pkg:golang/std@go1.21.3'],
  ['Go', 'toolchain', 'pkg:golang/toolchain@go1.21.3'],
  ['crates.io', 'some-crate', 'pkg:cargo/some-crate@1.0.0', 'pkg:cargo/Some_Crate@1.0.0'],
  ['Bitnami', 'nginx', 'pkg:bitnami/NGINX@1.25.0-3?arch=amd64&distro=debian-12'],
  ['bitnami', 'nginx', 'pkg:bitnami/nginx@1.25.0'],
  ['RubyGems', 'some_gem', 'pkg:gem/some_gem@1.0?platform=java'],
  ['NuGet', 'Some.Package', 'pkg:nuget/some.package@1.0', 'pkg:nuget/SOME.Package@1.0'],
  ['Maven', 'org.example:part', 'pkg:maven/org.example/part@1.0?type=jar'],
  ['Maven:https://repo.example', 'org.example:part', 'pkg:maven/org.example/part@1.0'],
  ['Packagist', 'Acme/Thing', 'pkg:composer/acme/thing@1.0'],
  ['Packagist:https://packages.drupal.org/8', 'drupal/acl', 'pkg:composer/drupal/acl@1.0'],
  ['Hex', 'Plug', 'pkg:hex/plug@1.0.0'],
  ['ConanCenter', 'zlib', 'pkg:conan/zlib@1.2.13', 'pkg:conan/zlib.net/zlib@1.2.13?user=a&channel=stable'],
  ['CRAN', 'jsonTool', 'pkg:cran/jsontool@1.8', 'pkg:cran/jsonTool@1.8'],
  ['GitHub Actions', 'Acme/Setup', 'pkg:github/acme/setup@v4.1.7', 'pkg:github/Acme/Setup@v4'],
  ['GitHub Actions', 'acme/tools/scan', 'pkg:github/acme/tools@v1.0.0#scan'],
  ['Hackage', 'Some-Lib', 'pkg:hackage/Some-Lib@2.0.1.0'],
  ['GHC', 'ghc', 'pkg:hackage/ghc@9.4.7'],
  ['Julia', 'OpenThing_jll', 'pkg:julia/OpenThing_jll@3.0.15%2B1?uuid=458c3c95-2e84-50aa-8efc-19380b2a3a95'],
  ['Pub', 'some_thing', 'pkg:pub/some_thing@1.0.0', 'pkg:pub/Some_Thing@1.0.0'],
  ['SwiftURL', 'github.com/Acme/Thing', 'pkg:swift/github.com/Acme/Thing@5.4.3'],
  ['SwiftURL', 'https://github.com/acme/thing.git', 'pkg:swift/github.com/acme/thing@5.4.3'],
  [
    'Alpine:v3.19',
    'openssl',
    'pkg:apk/alpine/libssl3@3.1.4-r5?distro=alpine-3.19.1&upstream=openssl',
    'pkg:apk/alpine/openssl@3.1.4-r5?distro=v3.19',
    'pkg:apk/alpine/libssl3@3.1.4-r5?distro=3.19.0_rc2&origin=openssl%403.1.4-r5',
  ],
  ['Alpine:edge', 'curl', 'pkg:apk/alpine/curl@8-r0?distro=edge'],
  ['Wolfi', 'curl', 'pkg:apk/wolfi/libcurl@8-r0?upstream=curl&distro=wolfi-20230201'],
  ['Chainguard', 'curl', 'pkg:apk/chainguard/curl@8-r0'],
  ['Debian:12', 'openssl', 'pkg:deb/debian/libssl3@3.0?distro=debian-12&upstream=openssl'],
  ['Ubuntu:22.04:LTS', 'glibc', 'pkg:deb/ubuntu/glibc@2.35?arch=source&distro=jammy'],
  ['AlmaLinux:9', 'firefox', 'pkg:rpm/almalinux/firefox@1-1.el9?distro=almalinux-9.4', 'pkg:rpm/alma/firefox?distro=9'],
  ['Rocky Linux:8', 'gcc', 'pkg:rpm/rocky/libgcc@8-1?distro=rocky-8.9&upstream=gcc-8.5.0-10.1.el8.src.rpm'],
  [
    'Red Hat:enterprise_linux:9::baseos',
    'sudo',
    'pkg:rpm/redhat/sudo@1-2?distro=rhel-9.4',
    'pkg:rpm/redhat/sudo@1-2.el9_3',
  ],
  ['openSUSE:Leap 15.6', 'curl', 'pkg:rpm/opensuse/curl@1-1?arch=src&distro=opensuse-leap-15.6'],
  ['openSUSE:Leap 15.6', 'curl', 'pkg:rpm/opensuse.leap/curl@1-1?arch=src&distro=opensuse.leap-15.6'],
  [
    'openSUSE:Tumbleweed',
    'curl',
    'pkg:rpm/opensuse/libcurl4@1-1?distro=opensuse-tumbleweed-20250101&upstream=curl-1-1.src.rpm',
  ],
  [
    'SUSE:Linux Enterprise Server 15 SP6',
    'curl',
    'pkg:rpm/suse/libcurl4@1-1?distro=sles-15.6&upstream=curl-1-1.src.rpm',
  ],
  ['SUSE:Linux Enterprise Module for Basesystem 15 SP6', 'curl', 'pkg:rpm/sles/curl@1-1?distro=sles-15-sp6'],
  ['Mageia:9', 'curl', 'pkg:rpm/mageia/curl@1-1?distro=mageia-9'],
  ['Azure Linux:3', 'curl', 'pkg:rpm/azurelinux/curl@1-1?distro=azurelinux-3.0'],
  ['Photon OS:5.0', 'curl', 'pkg:rpm/photon/curl@1-1?distro=photon-5.0'],
]

test('ecosystems: the key of an advisory package meets the key of the component', () => {
  const met = new Set<string>()
  for (const [osv, name, ...purls] of meetings) {
    const wanted = packageKey(osv, name)
    assert.ok(wanted, `${osv} ${name}`)
    assert.equal(ecosystemOfKey(wanted.key), wanted.ecosystem)
    for (const purl of purls) {
      const found = placed(purl)
      assert.equal(found.key, wanted.key, purl)
      assert.equal(found.ecosystem, wanted.ecosystem, purl)
    }
    met.add(wanted.ecosystem.type)
  }
  assert.deepEqual([...met].sort(), members.map(member => member.type).sort())
})

test('ecosystems: types, OSV names and labels are unique, and every order is known', () => {
  for (const pick of [(one: (typeof members)[number]) => [one.type], (one: (typeof members)[number]) => [one.label]]) {
    const all = members.flatMap(pick)
    assert.equal(new Set(all).size, all.length)
  }
  const names = members.flatMap(member => member.osv.map(name => name.toLowerCase()))
  assert.equal(new Set(names).size, names.length)
  for (const member of members) {
    assert.equal(ecosystemOf(member.type), member)
    assert.equal(orderOf(member.order.id), member.order)
    assert.equal(member.ranges, member.order !== exact, member.type)
  }
})

test('orders: ids and numbers are unique and lead back to the order', () => {
  const all = [exact, ...Object.values(orders)]
  assert.equal(new Set(all.map(order => order.id)).size, all.length)
  assert.equal(new Set(all.map(order => order.number)).size, all.length)
  for (const order of all) assert.equal(orderByNumber(order.number), order)
  assert.equal(orderOf('constructor'), undefined)
})

test('ecosystems: hostile names of packages give a key that is theirs alone, or none', () => {
  const names = ['', 'a\u0000b', 'a\nb', '\u007f', '\ud800', 'x'.repeat(5000)]
  for (const member of members) {
    const osv = member.osv[0]!
    for (const name of names) assert.equal(packageKey(`${osv}:9`, name), undefined, `${osv} ${JSON.stringify(name)}`)
    for (const name of names) assert.equal(packageKey(osv, name), undefined, `${osv} ${JSON.stringify(name)}`)
    for (const name of ['../../etc/passwd', '__proto__', 'constructor', 'a b', 'café', '@', '/', ':']) {
      const key = packageKey(osv, name)?.key ?? packageKey(`${osv}:9`, name)?.key
      assert.ok(key === undefined || key.startsWith(`${member.type}/`), `${osv} ${name}`)
    }
  }
  assert.equal(packageKey('__proto__', 'a'), undefined)
  assert.equal(packageKey('', 'a'), undefined)
  assert.equal(packageKey('npm:9', 'a'), undefined, 'npm has no releases')
  assert.equal(packageKey('Debian', 'a'), undefined, 'a release of Debian is needed')
  assert.equal(packageKey('AlmaLinux', 'a'), undefined)
  assert.equal(packageKey('Seal:npm', 'a'), undefined)
})

test('ecosystems: a type without an order is told so, with what would settle it', () => {
  for (const text of ['pkg:cpan/a@1', 'pkg:generic/a@1', 'pkg:unheard-of/a@1']) {
    const { why, settle } = unplaced(text)
    assert.match(why, /no version order/)
    assert.match(settle, /\.$/)
  }
})

const releases: [string, string, string[]][] = [
  [
    'deb/debian:12',
    'debian',
    ['debian-12', '12', 'bookworm', 'debian-12.5', 'Debian-12.5', 'debian_12', 'debian-bookworm'],
  ],
  ['deb/debian:8', 'debian', ['jessie', 'debian-8', '8.11']],
  ['deb/debian:sid', 'debian', ['sid', 'unstable', 'trixie/sid', 'debian-sid']],
  [
    'deb/ubuntu:22.04',
    'ubuntu',
    ['ubuntu-22.04', 'jammy', '22.04', 'ubuntu-22.04.4', 'jammy-security', 'esm-apps/jammy'],
  ],
  ['deb/ubuntu:14.04', 'ubuntu', ['trusty/esm', 'esm-infra-legacy/trusty', 'trusty']],
  ['deb/ubuntu:20.04:fips', 'ubuntu', ['fips/focal']],
  ['deb/ubuntu:20.04:fips-updates', 'ubuntu', ['fips-updates/focal']],
]

test('deb: every spelling of a release is that release', () => {
  for (const [prefix, vendor, spellings] of releases) {
    for (const distro of spellings) {
      assert.equal(placed(`pkg:deb/${vendor}/curl@1?distro=${distro}`).key, `${prefix}/curl`, distro)
    }
  }
  assert.equal(packageKey('Ubuntu:Pro:18.04:LTS', 'zlib')?.key, 'deb/ubuntu:18.04/zlib')
  assert.equal(packageKey('Ubuntu:25.10', 'zlib')?.key, 'deb/ubuntu:25.10/zlib')
  assert.equal(packageKey('Ubuntu:Pro:FIPS-updates:20.04:LTS', 'zlib')?.key, 'deb/ubuntu:20.04:fips-updates/zlib')
  assert.equal(packageKey('Ubuntu:Pro:Strange:20.04:LTS', 'zlib'), undefined)
  assert.equal(packageKey('Debian:sid', 'zlib')?.key, 'deb/debian:sid/zlib')
})

test('deb: without a known release or vendor a component has no place, and is told what to add', () => {
  assert.match(unplaced('pkg:deb/debian/curl@1').why, /which release of Debian/)
  assert.match(unplaced('pkg:deb/debian/curl@1').settle, /distro=debian-12/)
  assert.match(unplaced('pkg:deb/debian/curl@1?distro=testing').why, /"testing"/)
  assert.match(unplaced('pkg:deb/debian/curl@1?distro=ubuntu-22.04').why, /no release of Debian/)
  assert.match(unplaced('pkg:deb/ubuntu/curl@1?distro=debian-12').why, /no release of Ubuntu/)
  assert.match(unplaced('pkg:deb/ubuntu/curl@1?distro=22').why, /no release of Ubuntu/)
  assert.match(unplaced('pkg:deb/kali/curl@1?distro=kali-2024.1').why, /"kali"/)
})

test('deb: the source package and its version are looked up, the epoch belongs to the version', () => {
  const at = (qualifiers: string) => placed(`pkg:deb/debian/libssl3@3.0-1%2Bb1?distro=debian-12${qualifiers}`)
  const plain = at('')
  assert.deepEqual([plain.key, plain.version], ['deb/debian:12/libssl3', '3.0-1+b1'])
  assert.match(plain.doubt ?? '', /source/)
  assert.equal(at('&arch=source').doubt, undefined)
  const named = at('&upstream=openssl&epoch=1')
  assert.deepEqual([named.key, named.version, named.doubt], ['deb/debian:12/openssl', '1:3.0-1+b1', undefined])
  const whole = at('&upstream=openssl%402:3.0-1')
  assert.deepEqual([whole.key, whole.version], ['deb/debian:12/openssl', '2:3.0-1'])
  assert.equal(at('&source=openssl%40').version, '3.0-1+b1')
  assert.equal(at('&epoch=x').version, '3.0-1+b1')
  assert.equal(placed('pkg:deb/debian/attr@1:2.4?distro=12&epoch=1').version, '1:2.4')
})

test('apk: without a release of Alpine a component has no place; a source that is not stated is a doubt', () => {
  assert.match(unplaced('pkg:apk/alpine/curl@1').settle, /distro=alpine-3\.19/)
  assert.match(unplaced('pkg:apk/alpine/curl@1?distro=debian-12').why, /no release of Alpine/)
  assert.match(unplaced('pkg:apk/postmarketos/curl@1').why, /"postmarketos"/)
  assert.equal(packageKey('Alpine', 'curl'), undefined)
  assert.equal(packageKey('Wolfi:1', 'curl'), undefined)
  assert.match(placed('pkg:apk/wolfi/libcurl@8-r0').doubt ?? '', /source/)
  const named = placed('pkg:apk/alpine/libssl3@3.1-r1?distro=3.19&upstream=openssl%403.1-r2')
  assert.deepEqual([named.key, named.version, named.doubt], ['apk/alpine:3.19/openssl', '3.1-r2', undefined])
})

test('rpm: release, epoch and tag of the distribution', () => {
  const epoch = placed('pkg:rpm/almalinux/bind@9.16-1.el9?arch=x86_64&distro=almalinux-9.4&epoch=32')
  assert.deepEqual([epoch.key, epoch.version], ['rpm/almalinux:9/bind', '32:9.16-1.el9'])
  assert.equal(placed('pkg:rpm/redhat/ruby@2.5-1.module%2Bel8.9.0%2B1%2Bab').key, 'rpm/redhat:8/ruby')
  assert.equal(placed('pkg:rpm/almalinux/a@1-1.el10_0').key, 'rpm/almalinux:10/a')
  assert.match(unplaced('pkg:rpm/almalinux/a@1-1').why, /which release of AlmaLinux/)
  assert.match(unplaced('pkg:rpm/suse/a@1-1').settle, /distro=sles/)
  assert.match(unplaced('pkg:rpm/amzn/a@1-1?distro=amzn-2').why, /"amzn"/)
  assert.match(placed('pkg:rpm/rocky/libgcc@8-1.el8').doubt ?? '', /source/)
  assert.equal(placed('pkg:rpm/almalinux/libgcc@8-1.el8').doubt, undefined)
  assert.equal(packageKey('Red Hat:rhel_eus:9.2::appstream', 'a')?.key, 'rpm/redhat:rhel_eus:9.2::appstream/a')
})

test('golang, bitnami: the version that is compared is the one advisories write', () => {
  assert.equal(placed('pkg:golang/std@go1.21.3').version, '1.21.3')
  assert.equal(placed('pkg:golang/code.example/goose@go1').version, 'go1')
  assert.equal(placed('pkg:bitnami/nginx@1.25.0-r12').version, '1.25.0')
  assert.equal(placed('pkg:bitnami/nginx@1.25.0-rc1').version, '1.25.0-rc1')
  assert.equal(placed('pkg:bitnami/java@17.0.8-7').version, '17.0.8-7')
  assert.equal(placed('pkg:bitnami/java@17.0.8-7-2').version, '17.0.8-7')
  assert.equal(placed('pkg:npm/a').version, undefined)
})

test('github: a tag that moves is no version that a range could hold', () => {
  const version = (tag: string) => placed(`pkg:github/acme/setup@${tag}`).version!
  for (const tag of ['v4', '4', 'v4.1', 'main', '244fd47e07d1004f0aed9c'])
    assert.equal(orderOf('semver')!.compare(version(tag), '4.0.0'), undefined, tag)
  assert.equal(version('v4.1.7'), 'v4.1.7')
  assert.equal(packageKey('GHC', 'ghci')?.key, 'hackage/ghc:ghci')
})

test('exact: a text equals itself alone, and keys sort as texts do', () => {
  const texts = ['1', '1.0', '1.0-rc', '2', 'A', 'a', 'é', '\uffff', '\u{10000}']
  const keys = texts.map(text => {
    const into = new Uint8Array(longestKey)
    return Buffer.from(into.subarray(0, exact.encode(text, into)))
  })
  for (const [i, a] of texts.entries()) {
    for (const [j, b] of texts.entries()) {
      assert.equal(Math.sign(exact.compare(a, b)!), Math.sign(Buffer.compare(keys[i]!, keys[j]!)), `${a} ${b}`)
      assert.equal(exact.compare(a, b) === 0, i === j)
    }
  }
  for (const none of ['', 'x'.repeat(longestVersion + 1), '\ud800']) {
    assert.equal(exact.compare(none, '1'), undefined)
    assert.equal(exact.encode(none, new Uint8Array(longestKey)), -1)
  }
  assert.equal(exact.encode('é'.repeat(longestVersion), new Uint8Array(longestKey)), 2 * longestVersion)
  assert.equal(exact.encode('123', new Uint8Array(2)), -1)
})

test('ecosystems: real advisories that state a purl meet it', { skip }, t => {
  const folder = `${data}/advisories`
  let asked = 0
  const strangers: string[] = []
  for (const file of readdirSync(folder)) {
    if (!/^osv-.*\.ndjson\.(?:gz|zst)$/.test(file)) continue
    const bytes = readFileSync(`${folder}/${file}`)
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : zstdDecompressSync(bytes)).toString('utf8')
    for (const line of text.split('\n')) {
      if (!line.includes('"purl"')) continue
      const record = JSON.parse(line) as {
        affected?: { package?: { ecosystem: string; name: string; purl?: string } }[]
      }
      for (const { package: named } of record.affected ?? []) {
        const wanted = named?.purl === undefined ? undefined : packageKey(named.ecosystem, named.name)
        if (wanted === undefined) continue
        const purl = parsePurl(named!.purl!)
        if ('fault' in purl || purl.type !== wanted.ecosystem.type) continue
        const found = coordinatesOf(purl)
        if ('why' in found) continue
        asked++
        if (found.key !== wanted.key) strangers.push(`${named!.purl} ${wanted.key} ${found.key}`)
      }
    }
  }
  t.diagnostic(`${asked} packages with a purl`)
  assert.ok(asked > 10_000)
  assert.deepEqual(strangers, [])
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { rpmLineOf } from '../rpm-line.ts'
import { rpmQa } from './rpm-qa.ts'

const alma = new Map([['os-release', 'ID="almalinux"\nVERSION_ID="9.4"\n']])
const text = (path: string) => readFileSync(new URL(`testdata/rpm-qa/${path}`, import.meta.url), 'utf8')
const purls = (path: string) =>
  rpmQa
    .read(paperOf('packages.txt', text(path), alma))
    .components.map(({ purl }) => purl?.replace('pkg:rpm/almalinux/', ''))

test('rpm -qa: plain lines; keys of signers are no packages; what is not said of sources is noted', () => {
  assert.deepEqual(purls('sample.txt'), [
    'valve-driver@5.1.8-6.el9_1?arch=x86_64&distro=almalinux-9.4',
    'gauge-libs@2.32.1-35.el9?arch=noarch&distro=almalinux-9.4',
    'pump%2Bcontrol@1.0~rc1-3.el9?arch=aarch64&distro=almalinux-9.4&epoch=2',
  ])
  const { notes } = rpmQa.read(paperOf('packages.txt', text('sample.txt')))
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['source-not-stated', 'distribution-unknown'],
  )
})

test('rpm -qa: columns and epochs of a query format, with the source package', () => {
  const first = 'valve@4.2-1.el8?arch=x86_64&distro=almalinux-9.4&upstream=valve-4.2-1.el8.src.rpm'
  const second = 'gauge@2.0-5.el8?arch=noarch&distro=almalinux-9.4&epoch=3&upstream=instruments-2.0-5.el8.src.rpm'
  assert.deepEqual(purls('columns/packages.tsv').slice(0, 2), [first, second])
  assert.deepEqual(purls('epochs/packages.txt'), [first, second])
})

test('rpm -qa: lines that are no packages', () => {
  for (const line of ['', 'plain words here', 'a-1-2', 'valve==1.0', 'name,version', `${'a-'.repeat(600)}1-1.noarch`])
    assert.equal(rpmLineOf(line), undefined, line)
  assert.deepEqual(rpmLineOf('bash-4.1.2-15.el6'), {
    name: 'bash',
    epoch: undefined,
    version: '4.1.2-15.el6',
    arch: undefined,
    source: undefined,
  })
  assert.throws(() => rpmQa.read(paperOf('x', 'nothing here\n')), { code: 'boms/not-rpm-qa' })
})

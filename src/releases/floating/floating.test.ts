import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import type { ReferenceFormat, ReferencePaper } from '../lock-reference.ts'
import * as all from './all.ts'

const members: readonly ReferenceFormat[] = Object.values(all)
const digest = `sha256:${'ab'.repeat(32)}`
const commit = '0123456789abcdef0123456789abcdef01234567'

interface Sample {
  path: string
  text: string
  beside?: Record<string, string>
  /** `line state what`, in order. */
  wanted: string[]
}

const samples: Record<string, Sample> = {
  'github-workflow': {
    path: '.github/workflows/ci.yml',
    text: `on: push
jobs:
  one:
    container: mill/build:1
    services:
      db:
        image: postgres@${digest}
    steps:
      - uses: mill/checkout@v4
      - uses: mill/checkout@${commit} # v4
      - uses: ./local
      - uses: docker://mill/scan:2
      - uses: "mill/setup@main"
      - &step
        uses: mill/other@v1.2.3
      - *step
      - uses: mill/\${{ matrix.a }}@\${{ matrix.b }}
      - run: echo uses:mill/none@v1
  two:
    uses: mill/flows/.github/workflows/x.yml@${commit.slice(0, 7)}
  three:
    uses: ./.github/workflows/y.yml
`,
    wanted: [
      '4 floating image mill/build:1',
      `7 pinned image postgres@${digest}`,
      '9 floating action mill/checkout@v4',
      `10 pinned action mill/checkout@${commit}`,
      '12 floating image mill/scan:2',
      '13 floating action mill/setup@main',
      '15 floating action mill/other@v1.2.3',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a workflow writes it
      '17 unknown action mill/${{ matrix.a }}@${{ matrix.b }}',
      '20 floating action mill/flows/.github/workflows/x.yml@0123456',
    ],
  },
  dockerfile: {
    path: 'Dockerfile',
    text: `# syntax=docker/dockerfile:1
ARG BASE=node:22-alpine
ARG TAG
FROM \${BASE} AS build
RUN --mount=type=bind,from=mill/tools:3,target=/t true
FROM --platform=$BUILDPLATFORM golang@${digest} AS go
FROM mill/none:\${TAG}
COPY --from=build /a /a
COPY --from=1 /b /b
COPY --from=mill/files:1 /c /c
RUN <<EOF
FROM mill/inside:1
EOF
FROM build AS \\
  last
FROM scratch
from alpine
`,
    wanted: [
      '1 floating image docker/dockerfile:1',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a Dockerfile writes it
      '4 floating image ${BASE}',
      '5 floating image mill/tools:3',
      `6 pinned image golang@${digest}`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a Dockerfile writes it
      '7 unknown image mill/none:${TAG}',
      '10 floating image mill/files:1',
      '17 floating image alpine',
    ],
  },
  compose: {
    path: 'docker-compose.yml',
    text: `x-all: &all
  restart: always
services:
  db:
    <<: *all
    image: \${DB:-postgres:16}
  own:
    build: .
    image: mill/own:latest
  cache:
    image: redis@${digest}
  web:
    image: \${WEB}
  bus:
    image: "\${BUS}"
`,
    beside: { '.env': `BUS=nats@${digest}\n` },
    wanted: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a compose file writes it
      '6 floating image ${DB:-postgres:16}',
      `11 pinned image redis@${digest}`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a compose file writes it
      '13 unknown image ${WEB}',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a compose file writes it
      '15 pinned image ${BUS}',
    ],
  },
  'helm-values': {
    path: 'chart/values-prod.yaml',
    text: `image:
  repository: mill/web
  tag: "1.0"
jobs:
  - image: { registry: r.example, repository: mill/job, tag: "2", digest: "${digest}" }
initImage: mill/init:3
imagePullPolicy: Always
source:
  repository: https://git.example/mill
other:
  image: busybox
`,
    wanted: [
      '3 floating image mill/web:1.0',
      `5 pinned image r.example/mill/job:2@${digest}`,
      '6 floating image mill/init:3',
    ],
  },
  'helm-chart': {
    path: 'chart/Chart.yaml',
    text: `apiVersion: v2
name: line
dependencies:
  - name: valve
    version: ^1.0.0
    repository: https://charts.example
  - name: seal
    version: ^2.0.0
    repository: https://charts.example
  - name: part
    version: 1.x
    repository: file://../part
`,
    beside: { 'Chart.lock': 'dependencies:\n- name: seal\n  version: 2.1.0\ndigest: sha256:x\n' },
    wanted: ['4 floating chart valve ^1.0.0', '7 pinned chart seal ^2.0.0'],
  },
  kubernetes: {
    path: 'deploy/line.yaml',
    text: `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      initContainers:
        - { name: a, image: mill/init }
      containers:
        - name: b
          image: r.example:5000/mill/web:1
---
apiVersion: batch/v1
kind: CronJob
spec:
  jobTemplate: { spec: { template: { spec: { containers: [{ image: "mill/job@${digest}" }] } } } }
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../base
  - https://git.example/mill//base?ref=v1
images:
  - name: mill/web
    newTag: "2"
`,
    wanted: [
      '7 floating image mill/init',
      '10 floating image r.example:5000/mill/web:1',
      `15 pinned image mill/job@${digest}`,
      '21 floating include https://git.example/mill//base?ref=v1',
      '23 floating image mill/web:2',
    ],
  },
  'gitlab-ci': {
    path: '.gitlab-ci.yml',
    text: `variables:
  NODE: node:22
include:
  - local: /a.yml
  - project: mill/ci
    ref: main
    file: b.yml
  - remote: https://ci.example/c.yml
  - component: ci.example/mill/scan@${commit}
default:
  image: $NODE
test:
  image:
    name: mill/test@${digest}
  services:
    - postgres:16
    - !reference [other, services]
  script:
    - echo image: none
other:
  image: $CI_REGISTRY_IMAGE:latest
`,
    wanted: [
      '5 floating include mill/ci',
      '8 floating include https://ci.example/c.yml',
      `9 pinned include ci.example/mill/scan@${commit}`,
      '11 floating image $NODE',
      `14 pinned image mill/test@${digest}`,
      '16 floating image postgres:16',
      '21 unknown image $CI_REGISTRY_IMAGE:latest',
    ],
  },
  'vcs-repos': {
    path: 'line.repos',
    text: `repositories:
  mill/valve:
    type: git
    url: https://git.example/mill/valve
    version: main
  mill/seal: { type: git, url: https://git.example/mill/seal, version: ${commit} }
`,
    wanted: ['2 floating include mill/valve', '6 pinned include mill/seal'],
  },
}

function paperOf(path: string, text: string, beside: Record<string, string> = {}): ReferencePaper {
  return {
    path,
    bytes: Buffer.from(text),
    text: () => text,
    beside: name => (Object.hasOwn(beside, name) ? Buffer.from(beside[name]!) : undefined),
    limits: { ...defaultLimits, depth: 50 },
  }
}

test('floating: every file of the folder is a member of all.ts with a sample', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(members.map(({ id }) => `${id}.ts`).sort(), files.sort())
  assert.deepEqual(members.map(({ id }) => id).sort(), Object.keys(samples).sort())
})

for (const format of members) {
  const { path, text, beside, wanted } = samples[format.id]!

  test(`${format.label}: what can move and what cannot is told at its line`, async () => {
    await format.prepare?.()
    const found = format.read(paperOf(path, text, beside))
    assert.deepEqual(
      found.map(({ line, state, kind, written }) => `${line} ${state} ${kind} ${written}`),
      wanted,
    )
    const lines = text.split('\n')
    for (const { line, written, by } of found) {
      assert.ok(by !== '')
      // A text of several members stands where one of them does.
      const near = lines.slice(line - 1, line + 1).join('\n')
      assert.ok(
        written.split(/[ :@/]/).some(part => part !== '' && near.includes(part)),
        `${line}: ${written}`,
      )
    }
  })

  test(`${format.label}: is found at its path, by its content where that is asked`, () => {
    assert.ok(format.paths.test(`/${path}`) && format.paths.test(`/home/a/${path}`))
    assert.ok(format.sniff?.(text) ?? true)
    assert.ok(!format.paths.test('/README.md') && !format.paths.test('/package.json'))
  })

  test(`${format.label}: cut anywhere, nested or with other bytes in it, it is read or refused by a Problem`, async () => {
    await format.prepare?.()
    const read = (broken: string) => {
      try {
        for (const { line } of format.read(paperOf(path, broken))) assert.ok(line >= 1)
      } catch (error) {
        assert.ok(error instanceof Problem, String(error))
      }
    }
    for (let at = 0; at < text.length; at += 7) {
      read(text.slice(0, at))
      read(`${text.slice(0, at)}\u0000${text.slice(at)}`)
      read(`${text.slice(0, at)}: [{${text.slice(at)}`)
    }
    for (const piece of ['[', '{a: ', '- ', '? ', 'a:\n ', '&a *a ', '!t ', '"']) read(piece.repeat(20_000))
    read(
      `a: &a [x, x]\n${Array.from({ length: 40 }, (_, n) => `b${n}: &b${n} [*${n ? `b${n - 1}` : 'a'}, *a]`).join('\n')}`,
    )
    read('FROM a \\\n'.repeat(20_000))
  })
}

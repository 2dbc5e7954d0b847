/**
 * Components and dependencies of CycloneDX (ECMA-424) from the bytes of a document in JSON: the same as `takeComponents` and
 * `takeDependency` of `src/boms/` make of the parsed elements, for those that are plain and of which nothing would be refused.
 * Elements are taken up to the first that is not; what they hold is laid down for `src/boms/cyclonedx-quick.ts`, which calls this.
 */
import {
  afterBlanks,
  behind,
  bound,
  closeKeys,
  endOfHashed,
  endOfPlain,
  forgetKeys,
  hash,
  hashOf,
  keyEnd,
  keyFrom,
  nextAfter,
  openKeys,
  passKey,
  passValue,
} from './json'
import { mark, release, room } from './memory'
import { blank, chunkBits, find, idOf, isFull, setFull, start, Table, table, textAt } from './table'

const quote: u8 = 0x22
const longestKept: usize = 4096
const chunkBytes: i32 = 1 << chunkBits
/** Places are numbers of 31 bits. */
const mostText: i32 = i32.MAX_VALUE - 2 * chunkBytes
/** Longer lists are given up. */
const usualItems: i32 = 20

/** Refs of components and dependencies. */
const refs = table()
/** Texts that many components have in common; first those that `know` tells. */
const words = table()
/** Lists of words, each 32 bits. */
const lists = table()

/** Known words by their number, 0 for those that stand for nothing: see `know`. */
const meanings = memory.data(256)
const mostMeanings: i32 = 256
const aType: u8 = 1
const aScope: u8 = 2
/** A package type with an optional namespace, with none, with one. */
const packages: u8 = 3
/** An algorithm: this and the bytes of its digests. */
const algorithms: u8 = 10

const usualInput: usize = 256 * 1024
/** Where a text of at most 4096 bytes is put for `refOf` and `knownRef`. */
export const scratch: usize = memory.data(4096)
/** Where the piece stands that is read, and room for how much. */
let input: usize = 0
let inputSize: usize = 0
/** Records of eight numbers each, see `keep`; or of dependencies: the ref, how many it needs, each of them. */
export let records: usize = 0
export let recordEnd: usize = 0
/** Texts of components, from `textFrom` on: a place is as in `src/boms/text-arena.ts`, and goes on from piece to piece. */
export let texts: usize = 0
export let textFrom: i32 = 0
export let textEnd: i32 = 0
/** Elements taken by the last call. */
export let taken: i32 = 0

/** What all tables need lies behind here. */
const bottom = mark()

/** Starts a document with bounds for the bytes of a text and the depth of objects and lists. */
export function begin(longest: i32, deepest: i32): void {
  release(bottom)
  bound(longest, deepest)
  start(refs, 1024)
  start(words, 256)
  start(lists, 64)
  memory.fill(meanings, 0, mostMeanings)
  inputSize = 0
  textFrom = textEnd = 0
  setFull(false)
}

/** Room for so many bytes of input, with zeros behind them. Pieces are all of one size, or smaller. */
export function inputOf(size: i32): usize {
  if (inputSize === 0 || <usize>size > inputSize) {
    inputSize = max(<usize>size, usualInput)
    input = room(inputSize + 16)
    // A component of 32 bytes has a name and a ref; what is needed has at least 3, for which 12 are laid down for a while.
    records = room(4 * inputSize + 64)
    texts = room(inputSize + (inputSize >> 3) + 2 * chunkBytes)
  }
  store<u64>(input + size, 0)
  store<u64>(input + size + 8, 0)
  return input
}

/** The first words, from so many bytes of input: of each its length, what it stands for and its text. */
export function know(bytes: i32): void {
  for (let at = input; at < input + bytes; at += 2 + load<u8>(at))
    store<u8>(meanings + wordOf(at + 2, at + 2 + load<u8>(at)), load<u8>(at, 1))
}

function tableOf(which: i32): Table {
  return which === 0 ? refs : which === 1 ? words : lists
}
/** Texts in a table: 0 refs, 1 words, 2 lists. */
export function countOf(which: i32): i32 {
  return tableOf(which).count
}
export function addressOf(which: i32, id: i32): usize {
  return textAt(tableOf(which), id)
}
export function lengthOf(which: i32, id: i32): i32 {
  return load<u16>(tableOf(which).lengths + ((<usize>id) << 1))
}
/** Where the refs' hashes, places, lengths, slots and addresses of chunks begin; room for how many; how many chunks; bytes of the last. */
export function refsAt(what: i32): usize {
  if (what === 0) return refs.hashes
  if (what === 1) return refs.places
  if (what === 2) return refs.lengths
  if (what === 3) return refs.slots
  if (what === 4) return refs.chunks
  if (what === 5) return refs.size
  return what === 6 ? refs.chunkCount : refs.fill
}

/** The number of a ref, -1 where it finds no place. From then on nothing is taken. */
export function refOf(length: i32): i32 {
  return idOf(refs, scratch, length, hashOf(scratch, scratch + length))
}
/** The number of a ref that came in; -1 for any other. */
export function knownRef(length: i32): i32 {
  return find(refs, scratch, length, hashOf(scratch, scratch + length))
}
/** The number of a ref that only the caller knows. */
export function refOutside(): i32 {
  return blank(refs)
}

/**
 * Takes components from so far behind the beginning of the input on. Returns how far: the element there is not plain or not there
 * as a whole; or -1 less how far the bracket is that ends the list.
 */
export function takeComponents(from: i32): i32 {
  return take(from, true)
}

/** The same for dependencies. */
export function takeDependencies(from: i32): i32 {
  return take(from, false)
}

function take(from: i32, components: bool): i32 {
  recordEnd = records
  textFrom = textEnd
  taken = 0
  if (isFull) return from
  let at = afterBlanks(input + from)
  while (true) {
    forgetKeys()
    const end: usize = load<u8>(at) !== 0x7b ? 0 : components ? component(at) : dependency(at)
    if (end === 0) break
    taken++
    const next = afterBlanks(end)
    if (load<u8>(next) === 0x5d) return -1 - <i32>(next - input)
    at = afterBlanks(next + 1)
  }
  return <i32>(at - input)
}

/** Whether a comma or bracket stands behind an element. */
function isEnded(end: usize): bool {
  const byte = load<u8>(afterBlanks(end))
  return byte === 0x2c || byte === 0x5d
}

// Where the texts of the component that is read begin and end, by pairs; those that are laid down come first, in their order.
const spans = memory.data(128, 8)
const name = 0
const version = 1
const cpe = 2
const purl = 3
const ref = 4
const type = 5
const scope = 6
const group = 7
const publisher = 8
const supplier = 9
const manufacturer = 10
const textMembers = 11
const hashes = 11
const licenses = 12
const properties = 13
const references = 14
const nested = 15
const unknown = -1

function fromOf(member: i32): usize {
  return load<u32>(spans + ((<usize>member) << 3))
}
function endOf(member: i32): usize {
  return load<u32>(spans + ((<usize>member) << 3), 4)
}
function setSpan(member: i32, from: usize, end: usize): void {
  store<u32>(spans + ((<usize>member) << 3), <u32>from)
  store<u32>(spans + ((<usize>member) << 3), <u32>end, 4)
}
function isGiven(member: i32): bool {
  return fromOf(member) !== endOf(member)
}

function isText(from: usize, end: usize, text: string): bool {
  if (end - from !== text.length) return false
  for (let i: usize = 0; i < <usize>text.length; i++)
    if (load<u8>(from + i) !== load<u8>(changetype<usize>(text) + (i << 1))) return false
  return true
}

function memberOf(from: usize, end: usize): i32 {
  const length = end - from
  const first = load<u8>(from)
  if (length === 3) return isText(from, end, 'cpe') ? cpe : unknown
  if (length === 4) {
    if (first === 0x6e) return isText(from, end, 'name') ? name : unknown
    if (first === 0x70) return isText(from, end, 'purl') ? purl : unknown
    return isText(from, end, 'type') ? type : unknown
  }
  if (length === 5) {
    if (first === 0x67) return isText(from, end, 'group') ? group : unknown
    return isText(from, end, 'scope') ? scope : unknown
  }
  if (length === 6) return isText(from, end, 'hashes') ? hashes : unknown
  if (length === 7) {
    if (first === 0x62) return isText(from, end, 'bom-ref') ? ref : unknown
    return isText(from, end, 'version') ? version : unknown
  }
  if (length === 8) {
    if (first === 0x6c) return isText(from, end, 'licenses') ? licenses : unknown
    return isText(from, end, 'supplier') ? supplier : unknown
  }
  if (length === 9) return isText(from, end, 'publisher') ? publisher : unknown
  if (length === 10) {
    if (first === 0x70) return isText(from, end, 'properties') ? properties : unknown
    return isText(from, end, 'components') ? nested : unknown
  }
  if (length === 12) return isText(from, end, 'manufacturer') ? manufacturer : unknown
  return isText(from, end, 'externalReferences') ? references : unknown
}

let refHash: i32 = 0
/** Digests of the component that is read: for each its algorithm, its length, its bytes. */
const digests = memory.data(1320)
let digestEnd: usize = 0
/** Words of its licences. */
const licenseWords = memory.data(80, 8)
let licenseCount: i32 = 0

/** Behind the component at an address; 0, and nothing has changed, when it is not plain. */
function component(from: usize): usize {
  memory.fill(spans, 0, 8 * textMembers)
  digestEnd = digests
  licenseCount = 0
  let at = afterBlanks(from + 1)
  while (at > 1) {
    at = passKey(at, 0)
    if (at === 0) return 0
    const member = memberOf(keyFrom, keyEnd)
    at = member === unknown ? passValue(at, 3) : passMember(at, member)
    if (at !== 0) at = nextAfter(at, 0x7d)
  }
  const end = behind
  return at === 1 && isEnded(end) && keep() ? end : 0
}

function passMember(at: usize, member: i32): usize {
  if (member === supplier || member === manufacturer) return passEntity(at, member)
  if (member === hashes) return passHashes(at)
  if (member === licenses) return passLicenses(at)
  if (member === properties) return passProperties(at)
  if (member === references) return passReferences(at)
  if (member === nested || load<u8>(at) !== quote) return 0
  const end = member === ref ? endOfHashed(at + 1) : endOfPlain(at + 1)
  if (end === 0) return 0
  if (member === ref) refHash = hash
  setSpan(member, at + 1, end)
  return end + 1
}

// Where two texts of a part of the component begin and end, see `passTexts`.
let firstFrom: usize = 0
let firstEnd: usize = 0
let secondFrom: usize = 0
let secondEnd: usize = 0

/** An object of which two members are wanted, both texts; 0 where one of them is none. */
function passTexts(from: usize, depth: i32, first: string, second: string): usize {
  firstFrom = firstEnd = secondFrom = secondEnd = 0
  if (load<u8>(from) !== 0x7b) return 0
  const base = openKeys()
  let at = afterBlanks(from + 1)
  if (load<u8>(at) === 0x7d) return at + 1
  while (at > 1) {
    at = passKey(at, base)
    if (at === 0) return 0
    const isFirst = isText(keyFrom, keyEnd, first)
    if (isFirst || isText(keyFrom, keyEnd, second)) {
      const close = load<u8>(at) === quote ? endOfPlain(at + 1) : 0
      if (close === 0) return 0
      if (isFirst) {
        firstFrom = at + 1
        firstEnd = close
      } else {
        secondFrom = at + 1
        secondEnd = close
      }
      at = close + 1
    } else at = passValue(at, depth)
    if (at !== 0) at = nextAfter(at, 0x7d)
  }
  closeKeys(base)
  return at === 1 ? behind : 0
}

/** An organisation or a person, for its name. */
function passEntity(at: usize, member: i32): usize {
  const end = passTexts(at, 4, 'name', '')
  setSpan(member, firstFrom, firstEnd)
  return end
}

/** The first item of a list; 1 where it has none. */
function firstItem(from: usize): usize {
  if (load<u8>(from) !== 0x5b) return 0
  const at = afterBlanks(from + 1)
  if (load<u8>(at) !== 0x5d) return at
  listBehind = at + 1
  return 1
}
let listBehind: usize = 0

/** The item behind one that ended; 0 and 1 as `nextAfter`. */
function nextItem(end: usize): usize {
  if (end === 0) return 0
  const next = nextAfter(end, 0x5d)
  listBehind = behind
  return next
}

function passHashes(from: usize): usize {
  let at = firstItem(from)
  for (let i = 0; at > 1; i++) {
    const end = passTexts(at, 5, 'alg', 'content')
    if (end === 0 || i === usualItems || !keepDigest()) return 0
    at = nextItem(end)
  }
  return at === 1 ? listBehind : 0
}

function keepDigest(): bool {
  if (firstFrom === firstEnd) return false
  const algorithm = wordOf(firstFrom, firstEnd)
  const meaning = meaningOf(algorithm)
  if (meaning <= algorithms) return false
  const size: usize = meaning - algorithms
  if (secondEnd - secondFrom !== 2 * size) return false
  store<u8>(digestEnd, algorithm)
  store<u8>(digestEnd + 1, <u8>size)
  let to = digestEnd + 2
  for (let at = secondFrom; at < secondEnd; at += 2) {
    const byte = (digit(load<u8>(at)) << 4) | digit(load<u8>(at + 1))
    if (byte < 0) return false
    store<u8>(to++, <u8>byte)
  }
  digestEnd = to
  return true
}

/** The value of a hexadecimal digit, -1 for any other byte. */
function digit(byte: u8): i32 {
  const number = <i32>byte - 0x30
  if (<u32>number < 10) return number
  const letter = (<i32>byte | 0x20) - 0x61
  return <u32>letter < 6 ? letter + 10 : -1
}

/** As in `licensesOf`: what stands in `license` counts, where there is one. */
function passLicenses(from: usize): usize {
  let at = firstItem(from)
  for (let i = 0; at > 1; i++) {
    const end = passLicense(at)
    const word = licenseFrom === licenseEnd ? -1 : wordOf(licenseFrom, licenseEnd)
    if (end === 0 || i === usualItems || word < 0) return 0
    store<i32>(licenseWords + ((<usize>licenseCount) << 2), word)
    licenseCount++
    at = nextItem(end)
  }
  return at === 1 ? listBehind : 0
}

let licenseFrom: usize = 0
let licenseEnd: usize = 0

function passLicense(from: usize): usize {
  licenseFrom = licenseEnd = 0
  if (load<u8>(from) !== 0x7b) return 0
  const base = openKeys()
  let inner = false
  let at = afterBlanks(from + 1)
  while (at > 1) {
    at = passKey(at, base)
    if (at === 0) return 0
    if (isText(keyFrom, keyEnd, 'license')) {
      at = passTexts(at, 6, 'id', 'name')
      const named = firstFrom !== firstEnd
      licenseFrom = named ? firstFrom : secondFrom
      licenseEnd = named ? firstEnd : secondEnd
      inner = true
    } else if (isText(keyFrom, keyEnd, 'expression')) {
      const close = load<u8>(at) === quote ? endOfPlain(at + 1) : 0
      if (close === 0) return 0
      if (!inner) {
        licenseFrom = at + 1
        licenseEnd = close
      }
      at = close + 1
    } else at = passValue(at, 5)
    if (at !== 0) at = nextAfter(at, 0x7d)
  }
  closeKeys(base)
  return at === 1 ? behind : 0
}

/** Properties are passed unless one may be read. */
function passProperties(from: usize): usize {
  let at = firstItem(from)
  while (at > 1) {
    const end = passTexts(at, 5, 'name', '')
    if (isText(firstFrom, min(firstEnd, firstFrom + 9), 'millcert:')) return 0
    if (isText(firstFrom, min(firstEnd, firstFrom + 20), 'aquasecurity:trivy:S')) return 0
    at = nextItem(end)
  }
  return at === 1 ? listBehind : 0
}

/** References are passed unless the scheme of one may do harm: see `isUnsafeUrl`. */
function passReferences(from: usize): usize {
  let at = firstItem(from)
  while (at > 1) {
    const end = passTexts(at, 5, 'url', '')
    let first = firstFrom
    while (first < firstEnd && load<u8>(first) === 0x20) first++
    if (first < firstEnd) {
      // javascript, vbscript, data, file, blob, about.
      const letter = load<u8>(first) | 0x20
      if (
        letter === 0x6a ||
        letter === 0x76 ||
        letter === 0x64 ||
        letter === 0x66 ||
        letter === 0x62 ||
        letter === 0x61
      )
        return 0
    }
    at = nextItem(end)
  }
  return at === 1 ? listBehind : 0
}

/** The number of a word; -1 where it is too long or finds no place. */
function wordOf(from: usize, end: usize): i32 {
  return end - from > longestKept ? -1 : idOf(words, from, <i32>(end - from), hashOf(from, end))
}
function meaningOf(word: i32): u8 {
  return <u32>word < <u32>mostMeanings ? load<u8>(meanings + word) : 0
}
/** One more than the number of the word that a member is: 0 where it is not given, -1 where it finds no place. */
function wordAt(member: i32): i32 {
  if (!isGiven(member)) return 0
  const word = wordOf(fromOf(member), endOf(member))
  return word < 0 ? -1 : word + 1
}
/** One more than the number of the list of its licences. */
function licenseList(): i32 {
  if (licenseCount === 0) return 0
  const end = licenseWords + ((<usize>licenseCount) << 2)
  const list = idOf(lists, licenseWords, licenseCount << 2, hashOf(licenseWords, end))
  return list < 0 ? -1 : list + 1
}

const purlInRef = 1 << 16
const purlUnclear = 1 << 17

/** Lays the component that was read down; false, and nothing has changed, when something about it would be noted. */
function keep(): bool {
  if (!isGiven(name) || !isGiven(ref)) return false
  for (let member = name; member <= ref; member++) if (endOf(member) - fromOf(member) > longestKept) return false
  const typed = wordAt(type)
  const scoped = wordAt(scope)
  if (typed <= 0 || meaningOf(typed - 1) !== aType || scoped < 0) return false
  if (scoped > 0 && meaningOf(scoped - 1) !== aScope) return false
  const grouped = wordAt(group)
  const supplied = wordAt(isGiven(supplier) ? supplier : isGiven(manufacturer) ? manufacturer : publisher)
  const licensed = licenseList()
  if (grouped < 0 || supplied < 0 || licensed < 0) return false
  const id = idOf(refs, fromOf(ref), <i32>(endOf(ref) - fromOf(ref)), refHash)
  if (id < 0) return false
  let marks = <i32>(digestEnd - digests)
  if (isGiven(purl)) {
    if (refBeginsWithPurl()) marks |= purlInRef
    if (!isPlainPurl(fromOf(purl), endOf(purl)) || isOtherVersion()) marks |= purlUnclear
  }
  if (textEnd > mostText) {
    setFull(true)
    return false
  }
  const place = layTexts((marks & purlInRef) !== 0)
  store<i32>(recordEnd, id)
  store<i32>(recordEnd, place, 4)
  store<i32>(recordEnd, <i32>(endOf(name) - fromOf(name)) | ((<i32>(endOf(version) - fromOf(version))) << 16), 8)
  store<i32>(recordEnd, <i32>(endOf(purl) - fromOf(purl)) | ((<i32>(endOf(cpe) - fromOf(cpe))) << 16), 12)
  store<i32>(recordEnd, marks | (typed << 18) | (scoped << 23), 16)
  store<i32>(recordEnd, grouped, 20)
  store<i32>(recordEnd, supplied, 24)
  store<i32>(recordEnd, licensed, 28)
  recordEnd += 32
  return true
}

function refBeginsWithPurl(): bool {
  const length = endOf(purl) - fromOf(purl)
  return endOf(ref) - fromOf(ref) >= length && memory.compare(fromOf(ref), fromOf(purl), length) === 0
}

/** Whether the package URL that was looked at names a version, and not the component's. */
function isOtherVersion(): bool {
  const length = endOf(version) - fromOf(version)
  if (!isGiven(version) || purlVersion === 0) return false
  return endOf(purl) - purlVersion !== length || memory.compare(purlVersion, fromOf(version), length) !== 0
}

/** Lays down name, version, CPE, digests and package URL, in this order and in one chunk; returns their place. */
function layTexts(inRef: bool): i32 {
  let length = digestEnd - digests
  const last = inRef ? cpe : purl
  for (let member = name; member <= last; member++) length += endOf(member) - fromOf(member)
  if ((textEnd & (chunkBytes - 1)) + <i32>length > chunkBytes) textEnd = ((textEnd >>> chunkBits) + 1) << chunkBits
  const place = textEnd
  for (let member = name; member <= cpe; member++) layText(fromOf(member), endOf(member))
  layText(digests, digestEnd)
  if (!inRef) layText(fromOf(purl), endOf(purl))
  return place
}

function layText(from: usize, end: usize): void {
  memory.copy(texts + (textEnd - textFrom), from, end - from)
  textEnd += <i32>(end - from)
}

/** Where the version of the plain package URL is; 0 where it has none. */
let purlVersion: usize = 0

/** As `src/identity/plain-purl.ts` has it, with what `know` told of the types. */
function isPlainPurl(from: usize, end: usize): bool {
  if (end - from > 1000 || !isText(from, min(end, from + 4), 'pkg:')) return false
  let at = from + 4
  while (at < end && load<u8>(at) !== 0x2f) at++
  const typeEnd = at
  let segments = 0
  while (at < end && load<u8>(at) === 0x2f) {
    const first = ++at
    if (load<u8>(first) === 0x2e) return false
    while (at < end && isPlain(load<u8>(at))) at++
    if (at === first) return false
    segments++
  }
  purlVersion = 0
  if (at < end) {
    if (load<u8>(at) !== 0x40 || at + 1 === end) return false
    purlVersion = at + 1
    for (at++; at < end; at++) if (!isPlain(load<u8>(at))) return false
  }
  if (segments === 0 || typeEnd === from + 4) return false
  const meaning = meaningOf(wordOf(from + 4, typeEnd))
  return (
    meaning === packages || (meaning === packages + 1 && segments === 1) || (meaning === packages + 2 && segments > 1)
  )
}

/** Letters, digits and the marks that are written as they are (ECMA-427 clause 5.4; RFC 3986, `unreserved`), and `+`. */
function isPlain(byte: u8): bool {
  if (<u8>((byte | 0x20) - 0x61) < 26 || <u8>(byte - 0x30) < 10) return true
  return byte === 0x2d || byte === 0x2e || byte === 0x5f || byte === 0x7e || byte === 0x2b
}

/** Behind the dependencies of a ref at an address; 0, and nothing has changed, when they are not plain. */
function dependency(from: usize): usize {
  const needed = recordEnd + 8
  refFrom = refEnd = 0
  neededEnd = needed
  let at = afterBlanks(from + 1)
  while (at > 1) {
    at = passKey(at, 0)
    if (at === 0) return 0
    if (isText(keyFrom, keyEnd, 'ref')) at = passRef(at)
    else if (isText(keyFrom, keyEnd, 'dependsOn')) at = passNeeded(at)
    else at = passValue(at, 3)
    if (at !== 0) at = nextAfter(at, 0x7d)
  }
  const end = behind
  if (at !== 1 || refFrom === refEnd || !isEnded(end)) return 0
  const id = idOf(refs, refFrom, <i32>(refEnd - refFrom), refHash)
  if (id < 0) return 0
  let to = needed
  for (let each = needed; each < neededEnd; each += 12) {
    const one = idOf(refs, load<u32>(each), load<i32>(each, 4), load<i32>(each, 8))
    if (one < 0) return 0
    store<i32>(to, one)
    to += 4
  }
  store<i32>(recordEnd, id)
  store<i32>(recordEnd, <i32>((to - needed) >> 2), 4)
  recordEnd = to
  return end
}

let refFrom: usize = 0
let refEnd: usize = 0

function passRef(at: usize): usize {
  refFrom = at + 1
  refEnd = load<u8>(at) === quote ? endOfHashed(at + 1) : 0
  refHash = hash
  return refEnd === 0 || refEnd - refFrom > longestKept ? 0 : refEnd + 1
}

let neededEnd: usize = 0

/** What is needed: of each where it begins, its length and its hash, up to `neededEnd`. */
function passNeeded(from: usize): usize {
  let at = firstItem(from)
  while (at > 1) {
    if (load<u8>(at) !== quote) return 0
    const end = endOfHashed(at + 1)
    if (end === 0 || end - at - 1 > longestKept) return 0
    store<u32>(neededEnd, <u32>at + 1)
    store<u32>(neededEnd, <u32>(end - at - 1), 4)
    store<i32>(neededEnd, hash, 8)
    neededEnd += 12
    at = nextItem(end + 1)
  }
  return at === 1 ? listBehind : 0
}

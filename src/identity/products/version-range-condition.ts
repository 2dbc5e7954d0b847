/*
 * A range with a condition behind it, as Siemens and CISA write them: "< V10.4.2 only if Teamcenter PDI feature is used". The
 * version alone does not decide there, but what lies outside is not affected in any case. A note behind a range may as well say
 * that more is affected: "<= 7.20 (7.50 and 7.60 may also be affected if ...)".
 */

const begins =
  '(?:only|if|when(?:ever)?|with(?:out)?|where|unless|provided|as long as|in case|in combination|in conjunction|running|nur|wenn|falls|sofern|mit|ohne)'
const bracketed = new RegExp(
  `^(.*[^\\s(])\\s*\\((${begins}(?![\\p{L}\\p{N}])[^()]*(?:\\([^()]*\\)[^()]*)*)\\)\\s*$`,
  'isu',
)
const bare = new RegExp(`^(.*?\\d[^\\s(]*)[\\s_]+(${begins}(?![\\p{L}\\p{N}]).*)$`, 'isu')
/** A condition that names further ends or says that others belong to it, too, bounds nothing. */
const widens =
  /[<>|;≤≥]|(?:,|\band|\bor|\bund|\boder)\s*v?\d|\b(?:also|may|might|can|could|other|others|further|additional|later|newer|higher|above|all|any|auch|weitere|alle|andere|höher|neuer)\b/iu
/** "< V7.5 with SP1": the service pack may be the version's own. */
const ownLevel = /^(?:with|mit)\s+(?:(?:feature|service)\s?packs?|sp|upd(?:ate)?|hf|hot\s?fix|patch|build)(?![a-z])/i
const more =
  /^(.*\d[^\s(]*)\s*(\((?:(?:versions?\s)?v?\d|(?:other|later|newer|higher|further)\b)[^()<>]*\b(?:also|may|might|could|auch)\b[^()<>]*\))\s*$/is

/** What stands before the condition of a range; undefined where there is none, or where it may say that more is affected. */
export function beforeCondition(text: string): string | undefined {
  const inBrackets = bracketed.exec(text)
  const [, head = '', condition = ''] = inBrackets ?? bare.exec(text) ?? []
  if (head === '' || widens.test(condition) || ownLevel.test(condition)) return undefined
  // Without brackets nobody knows whether it speaks of the last part or of all.
  return !inBrackets && /[|;,]|(?<![\p{L}])(?:and|or|und|oder)(?![\p{L}])/iu.test(head) ? undefined : head
}

/** A range and the note behind it by which more than the range may be affected. */
export function withMore(text: string): { range: string; note: string } | undefined {
  const [, range, note] = more.exec(text) ?? []
  return range === undefined || note === undefined ? undefined : { range, note }
}

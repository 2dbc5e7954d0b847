import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

export const mitsubishi: OrderNumberGrammar = {
  vendors: ['mitsubishi-electric'],
  about:
    'Mitsubishi Electric: model names are what is ordered (FX5U-32MT/ES, R04ENCPU, RJ71EN71, GT2712-STBA); its advisories list values of x, y, z, numbers between slashes and parts in brackets',
  inside:
    /(?<![A-Z\d-])(?:FX\d[A-Z]{0,2}-?[\dx*]{1,4} ?M[RTSxy*]{1,2}(?:\/[A-Zz*]{1,4}\d?)?(?:-[A-Z\d]{1,3}){0,2}(?:\*?,? [xyz] ?= ?[A-Z\d]{1,4}\*?(?:[,.] ?[A-Z\d]{1,4}\*?(?! ?=)){0,31}){0,3}|[RQL]\d{2,3}(?:\/\d{2,3}){0,8} ?(?:\([A-Z]{1,3}\))?[A-Z]{0,5}CPU(?:-(?:\([A-Z]\))?[A-Z]{1,3}|\(-[A-Z]{1,3}\))?|[RQL]J7[12][A-Z]{1,4}\d{0,3}(?:-[A-Z]?\d{0,3}[A-Z]{0,2}|\(-[A-Z\d/]{1,12}\))?|[RQL]D\d{2}[A-Z]{1,4}\d{0,3}(?:-V|\(-V\))?|NZ\d[A-Z]{2,6}\d{0,3}[A-Z]{0,2}-[A-Z\d]{2,6}|G[ST]\d{4}-[A-Z]{4}[A-Z\d-]{0,4}|FX5-(?:ENET(?:\/IP)?|OPC|CCLIEF|CCLGN-MS)|FR-[A-Z]\d{3}[A-Z]?-(?=[\d.]{0,6}K|\d{4,5})[\dA-Z.-]{2,12})(?![A-Z\d])/gi,
  notation: text => openLetters(openPlaces(numberList(text))),
}

/** `R04/08/16CPU` is R04CPU, R08CPU or R16CPU. */
function numberList(text: string): string {
  return text.replace(/(?<=[A-Z])\d{2,3}(?:\/\d{2,3}){1,8}(?=[A-Z( ])/i, list => `{${list.split('/').join(',')}}`)
}

/** Letters whose values were left out, or cannot be read, stand for any. */
function openLetters(text: string): string {
  return text
    .replace(/(?<=-)x(?=M)/, '#')
    .replace(/(?<=M)y(?=\/|$)/, '?')
    .replace(/(?<=\/)z/, '*')
}

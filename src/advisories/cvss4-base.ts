/**
 * Scores of CVSS 4.0 vectors that have nothing but base metrics and perhaps how far an exploit is, as nearly all have (FIRST, CVSS 4.0
 * §8: macrovectors and interpolation between them). The library takes 100 µs to a millisecond for one and a feed has thousands of them;
 * it is what these scores are compared with in the tests, and what scores every other vector.
 */

/** In the order of the standard; threat, environmental metrics not defined; supplemental ones, which do not count. */
const form =
  /^CVSS:4\.0\/AV:([NALP])\/AC:([LH])\/AT:([NP])\/PR:([NLH])\/UI:([NPA])\/VC:([HLN])\/VI:([HLN])\/VA:([HLN])\/SC:([HLN])\/SI:([HLN])\/SA:([HLN])(?:\/E:([XAPU]))?(?:\/CR:X)?(?:\/IR:X)?(?:\/AR:X)?(?:\/MAV:X)?(?:\/MAC:X)?(?:\/MAT:X)?(?:\/MPR:X)?(?:\/MUI:X)?(?:\/MVC:X)?(?:\/MVI:X)?(?:\/MVA:X)?(?:\/MSC:X)?(?:\/MSI:X)?(?:\/MSA:X)?(?:\/S:[XNP])?(?:\/AU:[XNY])?(?:\/R:[XAUI])?(?:\/V:[XDC])?(?:\/RE:[XLMH])?(?:\/U:(?:X|Clear|Green|Amber|Red))?$/

/**
 * Ten times the score of each macrovector whose vectors can be such metrics alone, and of those below them: for each EQ5 a row for each of
 * EQ1 and EQ2, in it EQ3 and EQ6 as 00, 01, 10, 11, 21, each with EQ4 1 and 2.
 */
const everyScore: readonly (readonly (readonly number[])[])[] = [
  [
    [100, 93, 96, 90, 93, 88, 92, 80, 79, 69],
    [95, 92, 91, 81, 92, 84, 82, 70, 71, 63],
    [94, 87, 89, 75, 86, 72, 76, 57, 65, 53],
    [90, 77, 77, 66, 74, 61, 59, 52, 58, 23],
    [86, 70, 74, 54, 72, 53, 57, 36, 47, 24],
    [73, 54, 55, 43, 61, 46, 51, 18, 24, 10],
  ],
  [
    [93, 89, 87, 80, 89, 78, 81, 70, 69, 55],
    [90, 82, 83, 71, 80, 71, 72, 52, 52, 29],
    [86, 74, 74, 63, 74, 57, 58, 52, 58, 21],
    [75, 68, 62, 59, 57, 57, 57, 29, 26, 13],
    [74, 52, 61, 40, 55, 34, 41, 19, 21, 9],
    [59, 45, 40, 22, 48, 17, 18, 7, 12, 3],
  ],
  [
    [91, 81, 81, 68, 81, 69, 65, 48, 50, 27],
    [84, 72, 71, 53, 70, 50, 59, 30, 29, 17],
    [77, 63, 64, 49, 59, 52, 50, 25, 26, 13],
    [61, 52, 53, 30, 47, 24, 23, 16, 15, 6],
    [56, 40, 34, 22, 46, 19, 19, 8, 11, 4],
    [41, 20, 20, 11, 20, 8, 9, 2, 5, 1],
  ],
]

/** The next lower places of EQ3 and EQ6 in a row: where there are two the one with the higher score counts. */
const belowImpact: readonly (readonly number[])[] = [[1, 2], [3], [3], [4], []]

/** How far apart the vectors of a macrovector lie at most, in steps. */
const depths1 = [1, 4, 5]
const depths2 = [1, 2]
const depths36 = [7, 6, 8, 8, 10]
const depths4 = [5, 4]

/** The score of a vector of base metrics, with or without how far an exploit is; undefined for any other, which may still be a vector. */
export function baseScore(vector: string): number | undefined {
  const found = form.exec(vector)
  if (found === null) return undefined
  const [, av, ac, at, pr, ui, vc, vi, va, sc, si, sa, exploit] = found as unknown as (string | undefined)[]
  const reach = 'NALP'.indexOf(av!)
  const rights = 'NLH'.indexOf(pr!)
  const people = 'NPA'.indexOf(ui!)
  const hard = 'LH'.indexOf(ac!) + 'NP'.indexOf(at!)
  const own = ['HLN'.indexOf(vc!), 'HLN'.indexOf(vi!), 'HLN'.indexOf(va!)] as const
  const others = ['HLN'.indexOf(sc!), 'HLN'.indexOf(si!), 'HLN'.indexOf(sa!)] as const
  if ([...own, ...others].every(impact => impact === 2)) return 0
  const none = Number(reach === 0) + Number(rights === 0) + Number(people === 0)
  const eq1 = none === 3 ? 0 : none > 0 && reach !== 3 ? 1 : 2
  const eq2 = hard === 0 ? 0 : 1
  const eq36 = own[0] === 0 && own[1] === 0 ? 0 : own.includes(0) ? 2 : 4
  const eq4 = others.includes(0) ? 0 : 1
  const at4 = 2 * eq36 + eq4
  // What is not said of an exploit counts as one that is used.
  const eq5 = exploit === 'P' ? 1 : exploit === 'U' ? 2 : 0
  const scores = everyScore[eq5]!
  const value = scores[2 * eq1 + eq2]![at4]!
  // Where EQ5 has a lower macrovector, no vector lies any steps towards it.
  let count = eq5 < 2 ? 1 : 0
  let sum = 0
  const towards = (lower: number, steps: number, depth: number) => {
    count++
    sum += ((value - lower) * steps) / depth
  }
  if (eq1 < 2) towards(scores[2 * eq1 + 2 + eq2]![at4]!, steps1(eq1, reach, rights, people), depths1[eq1]!)
  if (eq2 < 1) towards(scores[2 * eq1 + 1]![at4]!, hard, depths2[eq2]!)
  const below = belowImpact[eq36]!
  if (below.length > 0)
    towards(
      Math.max(...below.map(lower => scores[2 * eq1 + eq2]![2 * lower + eq4]!)),
      own[0] + own[1] + own[2] - (eq36 === 2 ? 1 : 0),
      depths36[eq36]!,
    )
  if (eq4 < 1) towards(scores[2 * eq1 + eq2]![at4 + 1]!, others[0] + others[1] + others[2], depths4[eq4]!)
  return Math.min(100, Math.max(0, Math.round(value - (count === 0 ? 0 : sum / count) + 1e-5))) / 10
}

/** Steps from the vectors of EQ1 that none is worse than. */
function steps1(eq1: number, reach: number, rights: number, people: number): number {
  return eq1 === 0 ? 0 : reach + rights + people - 1
}

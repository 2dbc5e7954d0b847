import { isPackageName, namedEcosystem } from '../package-name.ts'
import { numberList } from '../versions/number-list.ts'

const packages = namedEcosystem({
  type: 'hackage',
  label: 'Haskell (Hackage)',
  osv: ['Hackage', 'GHC'],
  order: numberList,
})

/**
 * Case counts. GHC stands on Hackage as the package `ghc`, with its own versions; the other parts of it that advisories name
 * (`ghci`, `ghc-pkg`) are released with it and under its version, but are no packages there.
 */
export const hackage: typeof packages = {
  ...packages,
  keyOfPackage(name, osv, release) {
    if (osv.toLowerCase() !== 'ghc' || name === 'ghc') return packages.keyOfPackage(name, osv, release)
    return release === undefined && isPackageName(name) ? `hackage/ghc:${name}` : undefined
  },
}

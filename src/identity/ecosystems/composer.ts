import { exact } from '../exact.ts'
import { namedEcosystem, pathOf } from '../package-name.ts'

/**
 * Names are `vendor/name` and mean nothing by case. Repositories beside Packagist (`https://packages.drupal.org/8`) have
 * vendors of their own, and a purl made of a lockfile does not name them, so the key does not either. Only versions
 * that an advisory names one by one are decided, until the order of Composer is there.
 */
export const composer = namedEcosystem({
  type: 'composer',
  label: 'PHP (Packagist)',
  osv: ['Packagist'],
  order: exact,
  ranges: false,
  repositories: true,
  nameOf: pathOf,
  fold: name => name.toLowerCase(),
})

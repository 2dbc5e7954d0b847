import { namedEcosystem, pathOf } from '../package-name.ts'
import { composer as order } from '../versions/composer.ts'

/**
 * Names are `vendor/name` and mean nothing by case. Repositories beside Packagist (`https://packages.drupal.org/8`) have
 * vendors of their own, and a purl made of a lockfile does not name them, so the key does not either.
 */
export const composer = namedEcosystem({
  type: 'composer',
  label: 'PHP (Packagist)',
  osv: ['Packagist'],
  order,
  repositories: true,
  nameOf: pathOf,
  fold: name => name.toLowerCase(),
})

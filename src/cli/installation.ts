/** Where this installation of quantdome is: its folder, and whether it is a checkout or a package that was installed. */
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of quantdome's package.json; this file runs from `dist/src/cli`. */
const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** The path of a file of this installation. */
export function packageFile(...path: string[]): string {
  return join(packageFolder, ...path)
}

/** True when quantdome runs from its own repository rather than from somebody's `node_modules`. */
export function isCheckout(): boolean {
  return !packageFolder.split(sep).includes('node_modules')
}

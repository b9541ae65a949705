/** Where this installation of quantdome is: its folder, and whether it is a checkout or a package that was installed. */
import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of quantdome's package.json: the nearest one above this file, wherever a build has put it. */
const packageFolder = folderAbove(fileURLToPath(import.meta.url))

function folderAbove(file: string): string {
  const folder = dirname(file)
  return existsSync(join(folder, 'package.json')) || folder === file ? folder : folderAbove(folder)
}

/** The path of a file of this installation. */
export function packageFile(...path: string[]): string {
  return join(packageFolder, ...path)
}

/** True when quantdome runs from its own repository rather than from somebody's `node_modules`. */
export function isCheckout(): boolean {
  return !packageFolder.split(sep).includes('node_modules')
}

// The command line from a checkout: `npm run quantdome -- …`. Installs and builds first when needed.
import { ensure } from './ensure.mjs'

ensure()
await import('../bin/quantdome.js')

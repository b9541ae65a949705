// `npm run build`: installs when needed, and builds `dist` when a source has changed.
import { ensure } from './ensure.mjs'

ensure()

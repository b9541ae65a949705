#!/usr/bin/env node
// The `quantdome` command. What it does is in src/cli.
import { main } from '../dist/bundle/cli.js'

process.exitCode = await main(process.argv.slice(2))

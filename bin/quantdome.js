#!/usr/bin/env node
// The `quantdome` command. What it does is in src/cli.
import { main } from '../dist/src/cli/main.js'

process.exitCode = await main(process.argv.slice(2))

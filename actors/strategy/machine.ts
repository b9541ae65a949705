/** The strategy: the life around a user's decisions. */
import { setup } from 'xstate'
import { strategyActions } from './actions.ts'
import { initialContext } from './context.ts'
import type { StrategyContext, StrategyMachineTypes } from './context.ts'

/** The portfolio turns every signal down in these states. */
const isBlocked = (state: StrategyContext['portfolio']): boolean => state === 'halted' || state === 'liquidating'

/**
 * Emits `signal`. While it warms up only the indicators of a symbol are fed; once those of the first symbol are ready it runs (the others
 * follow one by one). Paused, by request or because the portfolio lets nothing through, it goes on looking and decides
 * nothing: bars feed the indicators, its orders are still reported to it, market data, sessions and timers are not. Stopped, by
 * request or because the market is done, it only keeps count of its positions.
 */
export const strategyMachine = setup({
  types: {} as StrategyMachineTypes,
  actions: strategyActions,
  guards: {
    isWarm: ({ context }) => context.warm,
    marketIsDone: ({ event }) => event.type === 'market.session' && event.phase === 'done',
    portfolioBlocks: ({ event }) => event.type === 'portfolio.state' && isBlocked(event.state),
    portfolioWasBlocking: ({ context }) => isBlocked(context.portfolio),
  },
}).createMachine({
  id: 'strategy',
  context: initialContext,
  entry: 'start',
  initial: 'warmingUp',
  on: {
    'order.filled': { actions: 'tellFill' },
    'order.*': { actions: 'tellOrder' },
    'signal.refused': { actions: 'tellRefusal' },
    'position.changed': { actions: 'notePosition' },
    'portfolio.state': [
      { guard: 'portfolioBlocks', target: '.paused.byPortfolio', actions: 'notePortfolio' },
      { actions: 'notePortfolio' },
    ],
    'market.bar': { actions: 'decide' },
    'market.trade': { actions: 'tellTick' },
    'market.quote': { actions: 'tellTick' },
    'market.split': { actions: 'tellAction' },
    'market.dividend': { actions: 'tellAction' },
    'market.session': [
      { guard: 'marketIsDone', target: '.stopped', actions: 'tellSession' },
      { actions: 'tellSession' },
    ],
    'strategy.timer': { actions: 'tellTimer' },
    'strategy.pause': { target: '.paused' },
    'strategy.stop': { target: '.stopped' },
  },
  states: {
    warmingUp: {
      on: { 'strategy.ready': 'running' },
    },
    running: {},
    paused: {
      initial: 'byRequest',
      on: {
        'market.bar': { actions: 'observe' },
        'market.trade': { actions: 'noteTick' },
        'market.quote': { actions: 'noteTick' },
        'market.split': {},
        'market.dividend': {},
        'market.session': [{ guard: 'marketIsDone', target: 'stopped' }, { actions: 'noteSession' }],
        'strategy.timer': { actions: 'passTimer' },
      },
      states: {
        byRequest: {
          on: {
            'strategy.pause': {},
            'strategy.resume': [
              { guard: 'portfolioWasBlocking', target: 'byPortfolio' },
              { guard: 'isWarm', target: '#strategy.running' },
              { target: '#strategy.warmingUp' },
            ],
            'portfolio.state': { actions: 'notePortfolio' },
          },
        },
        byPortfolio: {
          on: {
            'strategy.pause': 'byRequest',
            'portfolio.state': [
              { guard: 'portfolioBlocks', actions: 'notePortfolio' },
              { guard: 'isWarm', target: '#strategy.running', actions: 'notePortfolio' },
              { target: '#strategy.warmingUp', actions: 'notePortfolio' },
            ],
          },
        },
      },
    },
    stopped: {
      entry: 'stop',
      on: {
        'order.*': {},
        'order.filled': {},
        'signal.refused': {},
        'portfolio.state': {},
        'market.bar': {},
        'market.trade': {},
        'market.quote': {},
        'market.split': {},
        'market.dividend': {},
        'market.session': {},
        'strategy.timer': {},
        'strategy.pause': {},
        'strategy.stop': {},
      },
    },
  },
})

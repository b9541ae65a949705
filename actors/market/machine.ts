/** The market: the life of its sessions around a feed of bars, in virtual time. */
import { setup } from 'xstate'
import { marketActions } from './actions.ts'
import { initialContext } from './context.ts'
import type { MarketTypes } from './context.ts'

/**
 * Emits `market.session` and `market.bar`; drives itself by delayed events, one at a time: the session's next step or the next bars,
 * whichever is earlier, bars first when they coincide. All bars of an instant are emitted together.
 *
 * Sessions are those that the feed's calendar names for the bars; a bar outside its session is published at its time all the same.
 * Where the feed has nothing in memory the market stands still, `context.starved`, until `feed.loaded`: it says so right after
 * publishing, when virtual time has not yet moved on, so that loading changes the order of nothing.
 */
export const marketMachine = setup({
  types: {} as MarketTypes,
  actions: marketActions,
  guards: {
    isStarved: ({ context }) => context.starved,
    haltOrdered: ({ context }) => context.halt !== null,
    wholeMarket: ({ event }) => !('symbol' in event) || event.symbol === undefined,
    symbolHalted: ({ context, event }) =>
      'symbol' in event && event.symbol !== undefined && event.symbol in context.haltedSymbols,
  },
}).createMachine({
  id: 'market',
  context: initialContext,
  entry: 'readOn',
  initial: 'closed',
  on: {
    'bars.due': { actions: 'publishBars' },
    'bars.played': { actions: ['readOn', 'planNext'] },
    'feed.loaded': { guard: 'isStarved', actions: ['readOn', 'planNext'] },
    'market.halt': [{ guard: 'wholeMarket', actions: 'noteHalt' }, { actions: 'haltSymbol' }],
    'market.resume': [
      { guard: 'wholeMarket', actions: 'forgetHalt' },
      { guard: 'symbolHalted', actions: 'resumeSymbol' },
    ],
  },
  states: {
    closed: {
      entry: 'seekSession',
      on: {
        'session.nears': { target: 'preOpen', actions: 'announcePreOpen' },
        'bars.due': { actions: ['publishStrayBars', 'seekSession'] },
        'bars.played': { actions: ['readOn', 'seekSession'] },
        'feed.loaded': { guard: 'isStarved', actions: ['readOn', 'seekSession'] },
        'data.over': 'done',
      },
    },
    preOpen: {
      on: {
        'session.opens': [
          { guard: 'haltOrdered', target: 'halted', actions: 'announceHaltedOpen' },
          { target: 'open', actions: 'announceOpen' },
        ],
      },
    },
    open: {
      on: {
        'market.halt': { guard: 'wholeMarket', target: 'halted', actions: 'haltMarket' },
        'session.closes': { target: 'closed', actions: 'announceClosed' },
      },
    },
    halted: {
      on: {
        'market.resume': { guard: 'wholeMarket', target: 'open', actions: 'resumeMarket' },
        'session.closes': { target: 'closed', actions: 'announceClosed' },
      },
    },
    done: { type: 'final', entry: 'announceDone' },
  },
})

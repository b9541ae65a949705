/** The portfolio: sizing, risk, ledger, positions and the client's view of every order. */
export { portfolioMachine, type PortfolioCommand, type PortfolioIncoming } from './machine.ts'
export {
  cashOf,
  equityOf,
  equityUnits,
  grossOf,
  openPortfolio,
  type PortfolioContext,
  type PortfolioInput,
  valueOf,
} from './context.ts'
export {
  type Accounts,
  type Book,
  type BookAction,
  bookFill,
  type BookTerms,
  mark,
  openAccounts,
  openBook,
  trialBalance,
} from './ledger.ts'
export { CorporateActionError } from './corporate.ts'
export {
  borrowCost,
  type BorrowTerms,
  type FinancedPosition,
  type FinancingCharge,
  type FinancingModel,
  type YearDays,
} from './financing.ts'
export {
  type CallablePosition,
  type LiquidationOrder,
  type MarginFigures,
  type MarginPosition,
  type MarginRates,
  type MarginRule,
  type MarginTerms,
  regT,
} from './margin.ts'
export { DEFAULT_MONEY_UNIT, MoneyError, toUnits } from './money.ts'
export type { RecoveryOptions } from './recovery.ts'
export { type Refusal, type RiskCheck, type RiskInput, type RiskLimits } from './risk.ts'
export {
  fixedNotional,
  fixedQuantity,
  percentOfEquity,
  type SizingInput,
  type SizingModel,
  targetPosition,
} from './sizing.ts'

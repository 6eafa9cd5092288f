// Analyzes a query with Microsoft's own language service (npm @kusto/language-service-next): syntax, operators, columns and their types.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
globalThis.window = globalThis; // the package is written for browsers
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

// columns that queries may use, of https://learn.microsoft.com/azure/azure-monitor/reference/tables
const common = 'TimeGenerated:datetime, OperationName:string, OperationId:string, ParentId:string, AppRoleName:string, AppRoleInstance:string, '
  + 'AppVersion:string, Properties:dynamic, ItemCount:int';
const tables = {
  AppMetrics: 'Name:string, Sum:real, Min:real, Max:real',
  AppTraces: 'Message:string, SeverityLevel:int',
  AppExceptions: 'ExceptionType:string, ProblemId:string, SeverityLevel:int',
  AppRequests: 'Id:string, Name:string, Url:string, Success:bool, ResultCode:string, DurationMs:real',
  AppDependencies: 'Id:string, Name:string, Target:string, DependencyType:string, Success:bool, ResultCode:string, DurationMs:real',
};
const state = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', Object.entries(tables)
  .map(([name, columns]) => Symbols.TableSymbol.From(`(${common}, ${columns})`).WithName(name))));

/** What is wrong with a file's query, where `given` are statements that the template puts before it. */
export function check(file, given = '') {
  const query = given + fs.readFileSync(file, 'utf8');
  const diagnostics = KustoCode.ParseAndAnalyze(query, state).GetDiagnostics();
  return Array.from({ length: diagnostics.Count }, (_, i) => diagnostics.getItem(i))
    .map(diagnostic => `${query.slice(0, diagnostic.Start).split('\n').length}: ${diagnostic.Message}`);
}

// What users of an OpenAPI document do with it: lint it, generate a client from it, and compile a program against that.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

/** Redocly's recommended rules, but for the license that an API of one's own has none of. */
export async function lintOpenApi({ document }) {
  const config = await createConfig({ extends: ["recommended"], rules: { "info-license": "off" } });
  const problems = await lintFromString({ source: document, config, absoluteRef: "openapi.json" });
  return { problems: problems.map(problem => `${problem.ruleId}: ${problem.message} (${problem.location?.[0]?.pointer})`) };
}

/** Compiles a program that imports the document's types from "./schema.d.ts", strictly. */
export async function compileClient({ document, program }) {
  const folder = await mkdtemp(path.join(import.meta.dirname, "client-"));
  try {
    await writeFile(path.join(folder, "schema.d.ts"), astToString(await openapiTS(document)));
    const main = path.join(folder, "main.ts");
    await writeFile(main, program);
    const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([main], options));
    return { problems: diagnostics.map(found => `${path.basename(found.file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

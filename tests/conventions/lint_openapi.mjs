// node lint_openapi.mjs FILE: the OpenAPI document has no error and no warning under the linter's recommended rules and
// some of its stricter ones. Exit 0: none; 1: some. Nothing is fetched: all that the document refers to is in it.
import { BaseResolver, createConfig, formatProblems, getTotals, lint } from "@redocly/openapi-core";

const config = await createConfig({
  extends: ["recommended"],
  rules: {
    // The project states no license, and the document can not state another.
    "info-license": "off",
    "info-license-strict": "off",
    // Else the linter would close the parts of an allOf too, each against what the others add; the end-to-end test of the
    // document closes the whole.
    "no-invalid-media-type-examples": { severity: "error", allowAdditionalProperties: true },
    "no-invalid-parameter-examples": { severity: "error", allowAdditionalProperties: true },
    "no-invalid-schema-examples": { severity: "error", allowAdditionalProperties: true },
    "operation-singular-tag": "error",
    "operation-tag-defined": "error",
    "parameter-description": "error",
  },
});
const problems = await lint({ ref: process.argv[2], config, externalRefResolver: new BaseResolver() });
formatProblems(problems, { totals: getTotals(problems), format: "codeframe", color: false, cwd: process.cwd() });
process.exit(problems.length === 0 ? 0 : 1);

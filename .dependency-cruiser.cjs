/** The layers of docs/architecture.md, as rules. `npm run layers` fails, too, if it looked at nothing. */
module.exports = {
  forbidden: [
    {
      name: "domain-stays-plain",
      comment: "shared/ must be readable and testable without Azure or ServiceNow. Ask for a port instead.",
      severity: "error",
      from: { path: "^shared/(?!adapters/|compose)" },
      to: {
        path: [
          "^shared/(adapters/|compose)",
          "^functions/",
          "^local/",
          "^cli/",
          "node_modules/(@azure|undici)/",
        ],
      },
    },
    {
      name: "triggers-stay-thin",
      comment: "A trigger gets what it needs from compose.ts; it never reaches for an adapter.",
      severity: "error",
      from: { path: "^functions/" },
      to: { path: ["^shared/adapters/", "^local/", "^cli/"] },
    },
    {
      name: "adapters-do-not-know-each-other",
      comment: "One folder a vendor; what two of them need belongs in the domain.",
      severity: "error",
      from: { path: "^shared/adapters/([^/]+)/" },
      to: { path: "^shared/adapters/", pathNot: "^shared/adapters/$1/" },
    },
    {
      name: "adapters-stand-alone",
      comment: "What runs in Azure must not need the local world.",
      severity: "error",
      from: { path: "^shared/" },
      to: { path: ["^local/", "^cli/", "^test/", "^bench/"] },
    },
    {
      name: "the-sandbox-is-independent",
      comment:
        "The sandbox plays ServiceNow. If it shared code with the client, both could be wrong together.",
      severity: "error",
      from: { path: "^local/servicenow/" },
      to: { path: "^(shared|functions|cli)/" },
    },
    {
      name: "the-host-is-independent",
      comment: "The functions host plays Azure and must run any app, not only this one.",
      severity: "error",
      from: { path: "^local/host/" },
      to: { path: "^(shared|functions|cli)/" },
    },
    {
      name: "no-circles",
      comment: "Two files that need each other are one subject, or three.",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-dev-packages-in-production",
      comment: "functions/ and shared/ are deployed; what they import must be a dependency.",
      severity: "error",
      from: { path: "^(functions|shared)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "unknown"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

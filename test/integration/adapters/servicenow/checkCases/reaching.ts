import type { CheckCase } from "../checkCase.ts";
import { closedPort, property, sandbox, set, untrusted } from "../checkedInstance.ts";

/** What stands between the bridge and the instance, and what the bridge makes of the connection. */
export const reachingCases: readonly CheckCase[] = [
  {
    id: "url-allowed",
    becomes: "failed",
    told: /service-now\.com, with a hyphen/,
    breaks: (world) => set(world, { instanceUrl: "https://contoso.servicenow.com" }),
    isFresh: true,
  },
  {
    id: "name-resolves",
    becomes: "failed",
    told: /ENOTFOUND|EAI_AGAIN/,
    breaks: (world) =>
      set(world, { instanceUrl: "https://contoso.invalid", allowedHosts: ["contoso.invalid"] }),
    isFresh: true,
  },
  {
    id: "port-open",
    becomes: "failed",
    told: /ECONNREFUSED/,
    breaks: async (world) => set(world, { instanceUrl: await closedPort() }),
    isFresh: true,
  },
  {
    id: "tls",
    becomes: "failed",
    told: /self.signed/i,
    breaks: async (world) => set(world, { instanceUrl: await untrusted() }),
    isFresh: true,
  },
  {
    id: "awake",
    becomes: "failed",
    told: /hibernation page/,
    breaks: () => sandbox().faults.set({ kind: "hibernating" }),
  },
  {
    id: "reached",
    becomes: "failed",
    told: /403/,
    breaks: property("sandbox.ip_access.denied", "true"),
  },
  { id: "clock", becomes: "warning", told: /120 s behind ours/, breaks: (world) => (world.skewMs = 120_000) },
  {
    id: "release",
    becomes: "warning",
    told: /Jakarta; nothing before Kingston/,
    breaks: property("glide.buildname", "Jakarta"),
  },
  {
    id: "rate-rules",
    becomes: "warning",
    told: /100 calls an hour: about 50 tickets/,
    breaks: () => sandbox().faults.set({ kind: "rateLimit", limitPerHour: 100 }),
  },
  {
    id: "routes",
    becomes: "warning",
    told: /no route names this connection/,
    breaks: (world) => (world.routes = []),
  },
  {
    id: "resting",
    becomes: "warning",
    told: /is parked until/,
    breaks: (world) => (world.parked = true),
    also: /^token$/,
  },
];

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  serviceNowGateway,
  type ServiceNowGateway,
  type ServiceNowOptions,
} from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import type { PartnerCall } from "../../../../shared/journal/journal.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";
import { aDraft, aRow } from "../../../unit/adapters/servicenow/builders.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const created = JSON.stringify({ result: aRow() });
const answer: Handler = (_request, response) => {
  response.writeHead(201, { "content-type": "application/json;charset=UTF-8" }).end(created);
};

let server: Server | undefined;
let gateway: ServiceNowGateway | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await gateway?.close();
  server = gateway = undefined;
});

/** A server that does what it likes with a request, and the gateway to it. */
async function between(handler: Handler, options: Partial<ServiceNowOptions> = {}) {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      bodies.push(body);
      handler(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const instanceUrl = `http://127.0.0.1:${port}`;
  const clock = { nowMs: () => performance.now() };
  gateway = serviceNowGateway({
    instanceUrl,
    ...authorizedBy(
      { kind: "basic", userName: "azure.bridge", password: "correct horse" },
      { instanceUrl, clock },
    ),
    clock,
    ...options,
  });
  const calls: PartnerCall[] = [];
  const open = gateway;
  return { calls, bodies, create: () => open.create(aDraft(), undefined, (call) => calls.push(call)) };
}

describe("a write over real sockets", () => {
  it("succeeds, and keeps its connections for the next ones", async () => {
    const ports = new Set<number | undefined>();
    const { create } = await between((request, response) => {
      ports.add(request.socket.remotePort);
      answer(request, response);
    });
    for (let i = 0; i < 20; i += 1) await create();
    expect(ports.size).toBeLessThanOrEqual(4);
  });

  it("whose connection is refused surely has not happened", async () => {
    const { create } = await between(answer);
    server?.close();
    await once(server ?? createServer(), "close");

    await expect(create()).rejects.toMatchObject({ code: "SERVICENOW_UNREACHABLE", mayHaveHappened: false });
  });

  it("whose connection breaks after sending may have happened", async () => {
    const { create, calls, bodies } = await between((request) => request.socket.destroy());

    await expect(create()).rejects.toMatchObject({
      code: "SERVICENOW_CONNECTION_LOST",
      mayHaveHappened: true,
    });
    expect(calls).toMatchObject([{ status: undefined, code: "SERVICENOW_CONNECTION_LOST" }]);
    // Not sent again behind our back: that would be a second ticket.
    expect(bodies).toHaveLength(1);
  });

  it("that is never answered ends in time and may have happened", async () => {
    const { create } = await between(() => undefined, { requestTimeoutMs: 50 });
    await expect(create()).rejects.toMatchObject({ code: "SERVICENOW_TIMEOUT", mayHaveHappened: true });
  });

  it("whose answer drips ends in time, however steadily it drips", async () => {
    const { create } = await between(
      (_request, response) => {
        response.writeHead(201, { "content-type": "application/json" });
        const drip = setInterval(() => response.write(" "), 5);
        response.on("close", () => clearInterval(drip));
      },
      { requestTimeoutMs: 100 },
    );
    await expect(create()).rejects.toMatchObject({ code: "SERVICENOW_TIMEOUT", mayHaveHappened: true });
  });

  it("whose answer breaks off in the middle may have happened", async () => {
    const { create } = await between((request, response) => {
      response.writeHead(201, { "content-type": "application/json", "content-length": created.length });
      response.write(created.slice(0, 20), () => request.socket.destroy());
    });
    await expect(create()).rejects.toMatchObject({
      code: "SERVICENOW_CONNECTION_LOST",
      mayHaveHappened: true,
    });
  });

  it("whose answer is no HTTP may have happened", async () => {
    const { create } = await between((request) => request.socket.end("220 smtp.contoso.com ESMTP\r\n"));
    await expect(create()).rejects.toMatchObject({
      code: "SERVICENOW_CONNECTION_LOST",
      mayHaveHappened: true,
    });
  });

  it("whose answer is far too large is given up", async () => {
    const { create } = await between((_request, response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.end(" ".repeat(9 * 1024 * 1024));
    });
    await expect(create()).rejects.toMatchObject({
      code: "SERVICENOW_REPLY_TOO_LARGE",
      mayHaveHappened: true,
    });
  });

  it("waits for its place without the wait counting as its time", async () => {
    let answered = 0;
    // Each answer takes more than half of the time allowed, one after the other.
    const { create } = await between(
      (request, response) => {
        setTimeout(() => {
          answered += 1;
          answer(request, response);
        }, 300);
      },
      { requestTimeoutMs: 500, concurrency: 1, clock: { nowMs: () => 0 } },
    );
    await Promise.all([create(), create(), create()]);
    expect(answered).toBe(3);
  });
});

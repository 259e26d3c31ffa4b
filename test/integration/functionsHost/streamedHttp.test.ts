import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Pool } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAllHosts, startHost, type HostProcess } from "./hostProcess.ts";

type Seen = {
  readonly function: string;
  readonly invocationId: string;
  readonly traceParent: string;
  readonly url: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly bytes: number;
  readonly sha256: string;
};

let host: HostProcess;
beforeAll(async () => {
  host = await startHost({ app: "streaming", args: ["--idle-timeout-ms", "700"] });
});
afterAll(endAllHosts);

async function post(path: string, init: RequestInit = {}): Promise<Seen> {
  const answer = await fetch(`${host.url}${path}`, { method: "POST", ...init });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Seen;
}

describe("routes", () => {
  it.each`
    method    | path                    | found
    ${"POST"} | ${"/api/alerts"}        | ${"alerts {}"}
    ${"POST"} | ${"/api/alerts/"}       | ${"alerts {}"}
    ${"POST"} | ${"/API/Alerts/Team-A"} | ${'alerts {"route":"Team-A"}'}
    ${"POST"} | ${"/api/alerts/a%2Fb"}  | ${'alerts {"route":"a%2Fb"}'}
    ${"POST"} | ${"/api/alerts/a%20b"}  | ${'alerts {"route":"a b"}'}
    ${"POST"} | ${"/api/alerts/fixed"}  | ${"fixed {}"}
    ${"POST"} | ${"/api/alerts/a/b"}    | ${404}
    ${"PUT"}  | ${"/api/alerts"}        | ${404}
    ${"GET"}  | ${"/api/items/12"}      | ${'item {"id":"12"}'}
    ${"GET"}  | ${"/api/items/twelve"}  | ${'portal {"rest":"api/items/twelve"}'}
    ${"GET"}  | ${"/"}                  | ${"portal {}"}
    ${"GET"}  | ${"/assets/app.js"}     | ${'portal {"rest":"assets/app.js"}'}
  `("$method $path finds $found", async ({ method, path, found }: Record<string, string | number>) => {
    const answer = await fetch(`${host.url}${String(path)}`, { method: String(method) });
    const seen = answer.ok ? ((await answer.json()) as Seen) : undefined;
    expect(seen === undefined ? answer.status : `${seen.function} ${JSON.stringify(seen.params)}`).toBe(
      found,
    );
  });
});

describe("a streamed request", () => {
  it("reaches the function with url, query and headers, and without a forged invocation id", async () => {
    const seen = await post("/api/alerts?kind=metric&kind2=", {
      headers: { "x-ms-invocation-id": "forged", "x-forwarded-host": "fabrikam.example", "x-sample": "a" },
      body: "hello",
    });

    expect(seen.url).toBe(`${host.url}/api/alerts?kind=metric&kind2=`);
    expect(seen.query).toEqual({ kind: "metric", kind2: "" });
    expect(seen.headers).toMatchObject({ "x-sample": "a", "x-forwarded-host": "fabrikam.example" });
    expect(seen.headers).not.toHaveProperty("x-ms-invocation-id");
    expect(seen.invocationId).not.toBe("forged");
  });

  it("carries the caller's trace on, as a child", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const seen = await post("/api/alerts", {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });

    expect(seen.traceParent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(seen.traceParent).not.toContain("b7ad6b7169203331");
  });

  it("may be chunked, large and binary", async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, "\u00ff\u0000€");
    const seen = await post("/api/alerts", {
      body: new Blob([body]).stream(),
      duplex: "half",
    });

    expect(seen.headers["transfer-encoding"]).toBe("chunked");
    expect(seen.bytes).toBe(body.length);
    expect(seen.sha256).toBe(createHash("sha256").update(body).digest("hex"));
  });

  it("is asked for its body only when somebody is there for it", async () => {
    const sendExpecting = async (path: string) => {
      const request = httpRequest(`${host.url}${path}`, {
        method: "POST",
        headers: { expect: "100-continue", "content-length": "5" },
      });
      let wasAsked = false;
      request.on("continue", () => {
        wasAsked = true;
        request.end("hello");
      });
      request.flushHeaders();
      const [answer] = (await once(request, "response")) as [IncomingMessage];
      answer.resume();
      request.destroy();
      return { wasAsked, status: answer.statusCode };
    };

    expect(await sendExpecting("/api/alerts")).toEqual({ wasAsked: true, status: 200 });
    expect(await sendExpecting("/api/unknown")).toEqual({ wasAsked: false, status: 404 });
  });

  it("that breaks off makes the function's reading fail, and harms nobody else", async () => {
    const { hostname, port } = new URL(host.url);
    const socket = connect(Number(port), hostname);
    socket.write("POST /api/reads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this");
    await host.line(/Functions\.reads reading/);
    socket.destroy();

    await host.line(/Functions\.reads the body broke off/);
    expect((await post("/api/alerts", { body: "next" })).bytes).toBe(4);
  });

  it("that the handler fails is never answered; the front end's idle time-out ends it", async () => {
    await expect(fetch(`${host.url}/api/throws`, { method: "POST" })).rejects.toThrow("fetch failed");
    expect(host.lines(/\[Error\] Functions\.throws Failed: Error: no answer from this one/)).toHaveLength(1);
    expect(host.lines(/\[Warning\] Functions\.throws The handler threw\./)).toHaveLength(1);
  });
});

describe("a streamed answer", () => {
  it("comes with its body, header and cookies", async () => {
    const answer = await fetch(`${host.url}/api/trickle`);
    expect(await answer.text()).toBe("onetwothree");
    expect(answer.headers.get("content-type")).toBe("text/plain");
    expect(answer.headers.getSetCookie()).toEqual(["seen=yes; HttpOnly"]);
  });
});

describe("keep-alive connections", () => {
  it("serve many requests of an undici pool", async () => {
    const pool = new Pool(host.url, { connections: 4 });
    const sizes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { body } = await pool.request({
          path: "/api/alerts",
          method: "POST",
          body: "x".repeat(index + 1),
        });
        return ((await body.json()) as Seen).bytes;
      }),
    );
    await pool.close();
    expect(sizes).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it("serve an agent of node:http on one socket", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 5; count += 1) {
      const request = httpRequest(`${host.url}/api/alerts`, { method: "POST", agent });
      request.end(`message ${count}`);
      const [answer] = (await once(request, "response")) as [IncomingMessage];
      ports.add(request.socket?.localPort);
      expect((JSON.parse(await text(answer)) as Seen).bytes).toBe(9);
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Door, isFinal, Problem } from "./looks";

const asked: [string, RequestInit][] = [];
let answer: () => Promise<Response>;

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("document", { querySelector: () => null, cookie: "a=b; csrftoken=t0ken; c=d" });
  vi.stubGlobal("fetch", (url: string, options: RequestInit) => {
    asked.push([url, options]);
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const problem = (status: number, body: unknown): Promise<Response> => Promise.resolve(new Response(JSON.stringify(body), { status }));

test("a look is asked for with the token of the form, and what comes back is given on", async () => {
  answer = () => Promise.resolve(Response.json({ number: 7 }, { status: 201 }));
  expect(await new Door("offline").open("c-1", "playback", "a", "b")).toEqual({ number: 7 });
  const [url, options] = asked[0] ?? ["", {}];
  expect(url).toBe("/api/looks");
  expect(JSON.parse(String(options.body))).toEqual({ camera: "c-1", action: "playback", from: "a", to: "b" });
  expect(new Headers(options.headers).get("X-CSRFToken")).toBe("t0ken");
});

test("a refusal comes as the server's own sentence with its code and article, and is not asked again by itself", async () => {
  answer = () => problem(403, { detail: "请先选择查看事由", code: "no_purpose", cite: "R16(2)(3)" });
  const error = await new Door("offline").open("c-1", "live").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ message: "请先选择查看事由", status: 403, code: "no_purpose", cite: "R16(2)(3)", passing: false });
  expect(isFinal("no_purpose") && isFinal("revoked")).toBe(true);
  expect(isFinal("camera") || isFinal("stopping")).toBe(false);
});

test("no picture now, too many, a broken server and no network pass; not found and wrong input do not", async () => {
  for (const [status, passing] of [[409, true], [429, true], [503, true], [500, true], [404, false], [422, false], [401, false]] as const) {
    answer = () => problem(status, {});
    expect(await new Door("no line").cameras().catch((thrown: Problem) => thrown.passing)).toBe(passing);
  }
  answer = () => Promise.reject(new TypeError("network"));
  const error = await new Door("no line").cameras().catch((thrown: Problem) => thrown);
  expect(error).toMatchObject({ message: "no line", status: 0, passing: true });
});

test("an answer that is no problem document still gives a sentence", async () => {
  answer = () => Promise.resolve(new Response("<html>Bad gateway</html>", { status: 502 }));
  expect(await new Door("no line").cameras().catch((thrown: Problem) => thrown.message)).toBe("no line");
});

test("ending a look outlives the page and never throws", async () => {
  answer = () => Promise.reject(new TypeError("network"));
  new Door("no line").end({ number: 9 } as never);
  await Promise.resolve();
  expect(asked[0]?.[0]).toBe("/api/looks/9/end");
  expect(asked[0]?.[1].keepalive).toBe(true);
});

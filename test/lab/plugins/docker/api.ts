// Stands in for the official docker plugin: requests to the Docker Engine API.
import type { Agent } from "node:http";
import type { Duplex } from "node:stream";

const http = process.getBuiltinModule("node:http"); // `import` would load its WebSocket too, 15 ms

/** The daemon's answer when it is not a success. */
export class DockerError extends Error {
  override readonly name = "DockerError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(`Error response from daemon: ${message}`);
    this.status = status;
  }
}

/** Sends one request and gives the body. @throws DockerError for a refusal, another Error when the daemon is out of reach */
export type DockerApi = (method: string, path: string, body?: object) => Promise<string>;

/** Asks for JSON; undefined means that the daemon says "no such object". */
export async function inspect<T>(api: DockerApi, path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await api("GET", path)) as T;
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return undefined;
    throw error;
  }
}

/** Four streams at most, since sshd allows ten on a connection that others use too; each serves many requests. */
const streams = 4;

/** Requests over streams that `connect` opens. */
export function dockerApi(connect: () => Duplex): DockerApi {
  const agent = new StreamAgent(connect);
  let first: Promise<string> | undefined;
  return async (method, path, body) => {
    await first?.catch(() => {}); // whoever connects first shares the connection; two at once would make two
    const answer = send(agent, method, path, body);
    first ??= answer;
    return answer;
  };
}

function send(agent: Agent, method: string, path: string, body: object | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = { Host: "docker", "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
    const request = http.request({ agent, method, path, headers }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        answer += piece;
      });
      response.on("error", reject);
      response.once("end", () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(answer);
        else reject(new DockerError(status, messageOf(answer)));
      });
    });
    request.on("error", reject);
    request.end(text);
  });
}

function messageOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { message: string }).message;
  } catch {
    return answer.trim();
  }
}

class StreamAgent extends http.Agent {
  readonly #connect: () => Duplex;

  constructor(connect: () => Duplex) {
    super({ keepAlive: true, maxSockets: streams });
    this.#connect = connect;
  }

  override createConnection(): Duplex {
    const nothing = function (this: Duplex) {
      return this;
    };
    // What the agent expects of a socket and a stream does not have.
    return Object.assign(this.#connect(), {
      setKeepAlive: nothing,
      setNoDelay: nothing,
      setTimeout: nothing,
      ref: nothing,
      unref: nothing,
    });
  }
}

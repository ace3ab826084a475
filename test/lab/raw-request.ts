import { connect as connectPlain, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { canonicalHost, type Sent } from "../../policies/routes/request.ts";

/**
 * Sends a request byte for byte, from the client's own address, and gives everything that came back. Over TLS the server
 * name is that of the host.
 * @returns "no TLS" where the server speaks none
 */
export function sendRaw(
  port: number,
  { method = "GET", host, tls, target, headers = [], client, protocols = [] }: Sent,
): Promise<string> {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const text = `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`;
  const name = canonicalHost(host).replace(/\.$/, "");
  const to = { host: "127.0.0.1", port, ...(client === undefined ? {} : { localAddress: client }) };
  const tlsOptions = { ALPNProtocols: [...protocols], rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ ...to, ...tlsOptions, servername: isIP(name) ? "" : name }) : connectPlain(to);
    const timer = setTimeout(() => socket.destroy(new Error(`no answer to ${text}`)), 20_000);
    let received = "";
    socket.setEncoding("latin1").on("data", (data: string) => {
      received += data;
    });
    socket.once(tls ? "secureConnect" : "connect", () => socket.write(text));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      // A server that says something and closes at once leaves what was sent unread.
      if (error.code === "ECONNRESET" || error.code === "EPIPE") resolve(received);
      else if (error.code?.startsWith("ERR_SSL")) resolve("no TLS");
      else reject(error);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(received);
    });
  });
}

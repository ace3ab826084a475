import { createRequire } from "node:module";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";

export type Severity = "debug" | "info" | "warning" | "error";

const require = createRequire(import.meta.url);
let client: EngineClient | undefined;

/** Shows one message in the engine's output, under the resource with this URN ("" = under the stack). */
export async function engineLog(severity: Severity, urn: string, message: string): Promise<void> {
  const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb.js"); // loaded only when there is something to say
  client ??= connect();
  const severities = { debug: LogSeverity.DEBUG, info: LogSeverity.INFO, warning: LogSeverity.WARNING };
  const request = new LogRequest();
  request.setSeverity(severity === "error" ? LogSeverity.ERROR : severities[severity]);
  request.setMessage(message);
  request.setUrn(urn);
  await new Promise<void>((resolve) => client!.log(request, () => resolve()));
}

function connect(): EngineClient {
  const grpc = require("@grpc/grpc-js");
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb.js");
  return new EngineClient(process.argv.at(-1)!, grpc.credentials.createInsecure()); // the engine passes its address last
}

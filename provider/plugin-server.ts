import { flushCompileCache } from "node:module";
import grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import pluginInfo from "@pulumi/pulumi/proto/plugin_pb.js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { changedKeys, differenceResponse } from "./difference.ts";
import { engineLog } from "./engine-log.ts";
import type { Plugin, ResourceHandler } from "./plugin.ts";
import { decode, encode } from "./protocol.ts";

export { engineLog, type Severity } from "./engine-log.ts";
export type { ChangeKind, Difference, Plugin, ResourceHandler } from "./plugin.ts";
export { type Properties, same, UNKNOWN } from "./protocol.ts";

const typeOf = (urn: string) => urn.split("::")[2]!.split("$").pop()!;
const nothing = async () => new empty.Empty();

/** Serves the plugin to the engine that started this process: prints the port, ends when the engine does. */
export function servePlugin(plugin: Plugin): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(service.ResourceProviderService, handlers(plugin));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
    setImmediate(flushCompileCache); // Node writes it at its exit, but the engine kills its plugins
  });
  const parent = process.ppid; // a killed engine cannot say goodbye, but its child gets another parent
  setInterval(() => process.ppid === parent || process.exit(), 1000).unref();
}

function handlers(plugin: Plugin): grpc.UntypedServiceImplementation {
  const resource = (urn: string): ResourceHandler => {
    const found = plugin.resources[typeOf(urn)];
    if (!found) throw new Error(`the ${plugin.name} plugin has no resource type ${typeOf(urn)}`);
    return found;
  };
  return answering({
    async handshake() {
      const response = new rpc.ProviderHandshakeResponse();
      response.setAcceptSecrets(plugin.acceptSecrets);
      return response;
    },
    async getPluginInfo() {
      const info = new pluginInfo.PluginInfo();
      info.setVersion(plugin.version);
      return info;
    },
    async getSchema() {
      const resources = Object.fromEntries(Object.keys(plugin.resources).map((token) => [token, {}]));
      const functions = Object.fromEntries(Object.keys(plugin.invokes ?? {}).map((token) => [token, {}]));
      const response = new rpc.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: plugin.name, version: plugin.version, resources, functions }));
      return response;
    },
    async checkConfig(request: rpc.CheckRequest) {
      const response = new rpc.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    },
    async diffConfig(request: rpc.DiffRequest) {
      return differenceResponse(changedKeys(decode(request.getOldInputs()), decode(request.getNews())));
    },
    async configure(request: rpc.ConfigureRequest) {
      await plugin.configure?.(decode(request.getArgs()));
      const response = new rpc.ConfigureResponse();
      response.setAcceptsecrets(plugin.acceptSecrets);
      response.setSupportspreview(true);
      return response;
    },
    async invoke(request: rpc.InvokeRequest) {
      const call = plugin.invokes?.[request.getTok()];
      if (!call) throw new Error(`the ${plugin.name} plugin has no function ${request.getTok()}`);
      const response = new rpc.InvokeResponse();
      response.setReturn(encode(await call(decode(request.getArgs()))));
      return response;
    },
    async check(request: rpc.CheckRequest) {
      const [urn, olds, news] = [request.getUrn(), decode(request.getOlds()), decode(request.getNews())];
      const checked = (await resource(urn).check?.({ urn, olds, news })) ?? { inputs: news };
      const response = new rpc.CheckResponse();
      response.setInputs(encode(checked.inputs));
      for (const { property, reason } of checked.failures ?? []) {
        const failure = new rpc.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        response.addFailures(failure);
      }
      return response;
    },
    async diff(request: rpc.DiffRequest) {
      const urn = request.getUrn();
      const [oldInputs, news] = [decode(request.getOldInputs()), decode(request.getNews())];
      const ignoreChanges = request.getIgnorechangesList();
      const args = { urn, id: request.getId(), oldInputs, oldOutputs: decode(request.getOlds()), news, ignoreChanges };
      return differenceResponse((await resource(urn).diff?.(args)) ?? changedKeys(oldInputs, news));
    },
    async create(request: rpc.CreateRequest) {
      const [urn, preview, timeout] = [request.getUrn(), request.getPreview(), request.getTimeout()];
      const created = await resource(urn).create({ urn, inputs: decode(request.getProperties()), preview, timeout });
      const response = new rpc.CreateResponse();
      response.setId(created.id);
      response.setProperties(encode(created.outputs));
      return response;
    },
    async read(request: rpc.ReadRequest) {
      const recorded = {
        id: request.getId(),
        inputs: decode(request.getInputs()),
        outputs: decode(request.getProperties()),
      };
      const { read } = resource(request.getUrn());
      const found = read ? await read({ urn: request.getUrn(), ...recorded }) : recorded;
      const response = new rpc.ReadResponse();
      if (!found) return response; // an empty id: it is not there
      response.setId(found.id);
      response.setInputs(encode(found.inputs));
      response.setProperties(encode(found.outputs));
      return response;
    },
    async update(request: rpc.UpdateRequest) {
      const [urn, id, preview] = [request.getUrn(), request.getId(), request.getPreview()];
      const [oldInputs, oldOutputs] = [decode(request.getOldInputs()), decode(request.getOlds())];
      const news = decode(request.getNews());
      const args = { urn, id, oldInputs, oldOutputs, news, preview, timeout: request.getTimeout() };
      const response = new rpc.UpdateResponse();
      response.setProperties(encode((await resource(urn).update?.(args)) ?? { ...oldOutputs, ...news }));
      return response;
    },
    async delete(request: rpc.DeleteRequest) {
      const [urn, id, timeout] = [request.getUrn(), request.getId(), request.getTimeout()];
      const [inputs, outputs] = [decode(request.getOldInputs()), decode(request.getProperties())];
      await resource(urn).delete?.({ urn, id, inputs, outputs, timeout });
      return new empty.Empty();
    },
    async cancel() {
      plugin.cancel?.();
      return new empty.Empty();
    },
    attach: nothing,
  });
}

/** Turns promises into the callbacks of gRPC; an error reaches the user as its message, without a stack. */
// biome-ignore lint/suspicious/noExplicitAny: one shape for requests of every type
function answering(methods: Record<string, (request: any) => Promise<object>>): grpc.UntypedServiceImplementation {
  const answer = (method: (request: unknown) => Promise<object>): grpc.handleUnaryCall<unknown, object> => {
    return (call, done) => {
      method(call.request).then(
        (response) => done(null, response),
        (error: Error) => {
          if (error.name !== "UserError") void engineLog("debug", "", error.stack ?? error.message);
          done({ code: grpc.status.UNKNOWN, details: error.message });
        },
      );
    };
  };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, answer(method)]));
}

// Stands in for the official pulumi-language-nodejs where Pulumi was built from its Go module, which has no language host.
import grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { languageHost } from "./language-host.ts";

const engine = process.argv.at(-1)!; // the engine passes its address last
const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(language.LanguageRuntimeService, languageHost(engine));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});

const parent = process.ppid; // a killed engine cannot say goodbye, but its child gets another parent
setInterval(() => process.ppid === parent || process.exit(), 1000).unref();

// Stands in for the official plugin pulumi-resource-docker 5.2.0 where it cannot be downloaded: the same schema and
// effect for the resource types that the program uses.
import { servePlugin } from "../../../../provider/plugin-server.ts";
import { dockerApi } from "./api.ts";
import { connector } from "./connector.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remote-image.ts";

const { configure, connect } = connector();
const api = dockerApi(connect);

servePlugin({
  name: "docker",
  version: "5.2.0",
  acceptSecrets: false, // the engine keeps the marks itself
  resources: {
    "docker:index/remoteImage:RemoteImage": remoteImage(api),
    "docker:index/network:Network": network(api),
  },
  async configure(config) {
    // As in the official plugin, an unreachable daemon fails here, before any resource, unless the check is off.
    if (configure(config).checkDaemon) await api("GET", "/_ping");
  },
});

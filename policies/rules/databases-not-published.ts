import { isMapping } from "../../release/yaml-file.ts";
import type { StackRule } from "../pack/rule.ts";
import { list, type Service, services } from "../pack/services.ts";

/** The last part of an image's name, and the port that such a server listens on. */
const databaseImage =
  /^(postgres(ql)?|postgis|pgvector|pgbouncer|timescaledb|mysql|mariadb|percona|mongo(db)?|redis|valkey|memcached|elasticsearch|opensearch|clickhouse(-server)?|cockroach|mssql|influxdb|etcd|cassandra|neo4j)$/;
const databasePorts = [1433, 2379, 3306, 5432, 5984, 6379, 7687, 8086, 9042, 9200, 11211, 26257, 27017];

export const databasesNotPublished: StackRule = {
  name: "databases-not-published",
  level: "mandatory",
  description: "Checks that a database's port is not published beyond the host's loopback address.",
  source: "CIS Docker Benchmark: Ensure that incoming container traffic is bound to a specific host interface",
  stacks: (stacks) =>
    services(stacks).flatMap((service) =>
      list(service.data.ports).flatMap((entry, index) => {
        const port = parsePort(entry);
        if (isLoopback(port.address) || !(isDatabase(service) || databasePorts.includes(port.target))) return [];
        const got = port.address === "" ? "every interface" : port.address;
        return `${service.at("ports", index)}: expected a database's port on 127.0.0.1 at most, got it published on ${got}; remove it, since services of a stack reach it over their network, or write 127.0.0.1:${port.published || port.target}:${port.target}`;
      }),
    ),
};

function isDatabase({ stack, name }: Service): boolean {
  const image = stack.services.get(name)?.image ?? "";
  return databaseImage.test(
    image
      .replace(/:[^:/]*$/, "")
      .split("/")
      .at(-1)!,
  );
}

interface Port {
  /** Empty: every interface. */
  readonly address: string;
  /** Empty: Docker chooses. */
  readonly published: string;
  readonly target: number;
}

/** Both forms of https://docs.docker.com/reference/compose-file/services/#ports */
function parsePort(entry: unknown): Port {
  if (isMapping(entry)) {
    const { host_ip = "", published = "", target } = entry;
    return { address: String(host_ip), published: String(published), target: Number(target) };
  }
  const [, address = "", published = "", target = ""] =
    /^(?:(?:\[?([^\]]*?)\]?:)?([^:]*):)?([^:/]+)(?:\/\w+)?$/.exec(String(entry)) ?? [];
  return { address, published, target: Number(target) };
}

function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === "::1" || address === "localhost";
}

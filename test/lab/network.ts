import { createHash } from "node:crypto";
import { UserError } from "../../release/errors.ts";
import { run } from "./process.ts";

/** A lab's own network of 254 addresses, behind a bridge of this machine. */
export interface Network {
  /** Name of the bridge; the hosts' interfaces begin with it. At most 10 characters: Linux allows 15 for an interface. */
  readonly bridge: string;
  /** First three numbers of its addresses, as in `10.73.12`. */
  readonly prefix: string;
}

export const bridgeAddress = (network: Network) => `${network.prefix}.1`;
export const hostAddress = (network: Network, index: number) => `${network.prefix}.${10 + index}`;

/** Chooses a network by the lab's identity, the next one where that is taken on this machine. */
export async function chooseNetwork(id: string): Promise<Network> {
  const taken = await takenRanges();
  const hash = createHash("sha256").update(id).digest();
  for (let attempt = 0; attempt < 1000; attempt++) {
    const number = (hash.readUInt16BE(0) + attempt * 257) % 65536;
    const prefix = `10.${number >> 8}.${number & 255}`;
    const range = toRange(`${prefix}.0/24`);
    if (!taken.some((other) => range.first <= other.last && other.first <= range.last))
      return { bridge: `sei-${id}`, prefix };
  }
  throw new UserError("lab: expected a free network 10.x.y.0/24, got none; `ip route` lists what takes them");
}

/** Makes the bridge, when it is not there. */
export async function bridgeUp({ bridge, prefix }: Network): Promise<void> {
  const { code } = await run("ip", ["link", "show", bridge], { check: false });
  if (code !== 0) await run("ip", ["link", "add", bridge, "type", "bridge"]);
  await run("ip", ["address", "replace", `${prefix}.1/24`, "dev", bridge]);
  await run("ip", ["link", "set", bridge, "up"]);
}

/** Removes the bridge and what still hangs on it. */
export async function bridgeDown({ bridge }: Network): Promise<void> {
  const { stdout } = await run("ip", ["-o", "link"]);
  const names = [...stdout.matchAll(/^\d+: ([^:@]+)/gm)].map((match) => match[1]!);
  for (const name of names.filter((name) => name === bridge || name.startsWith(`${bridge}-`))) {
    await run("ip", ["link", "delete", name], { check: false }); // one end of a pair takes the other with it
  }
}

interface Range {
  readonly first: number;
  readonly last: number;
}

async function takenRanges(): Promise<Range[]> {
  const [addresses, routes] = await Promise.all([run("ip", ["-4", "-o", "address"]), run("ip", ["-4", "-o", "route"])]);
  const words = [
    ...[...addresses.stdout.matchAll(/inet (\S+)/g)].map((match) => match[1]!),
    ...routes.stdout.split("\n").map((line) => line.split(" ")[0]!),
  ];
  return words.filter((word) => /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(word)).map(toRange);
}

function toRange(text: string): Range {
  const [address, bits = "32"] = text.split("/");
  const number = address!.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

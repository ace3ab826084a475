// Stands in for the official aws plugin: the provider's own inputs, and the EC2 API that they describe.
import type { EC2 } from "@aws-sdk/client-ec2";
import type { Properties } from "../../../../provider/plugin-server.ts";

/** EC2's API. */
export type Ec2Api = () => Promise<EC2>;

interface Settings {
  endpoint: string;
  region: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Inputs that change nothing for the three resource types: which checks the official plugin makes before it starts. */
const withoutEffect = [
  ...["skipCredentialsValidation", "skipMetadataApiCheck", "skipRegionValidation", "skipRequestingAccountId"],
  ...["s3UsePathStyle", "version", "pluginDownloadURL"],
];
const known = ["endpoints", "region", "accessKey", "secretKey", ...withoutEffect];

/** Reads the provider's inputs; nested values arrive as JSON text. @throws for what only the official plugin can do */
export function settings(config: Properties): Settings {
  const unknown = Object.keys(config).filter((key) => !known.includes(key) && config[key] !== "");
  if (unknown.length > 0)
    throw new Error(`${unknown.join(", ")}: not supported by the plugin that stands in for the official one`);
  const parsed = typeof config.endpoints === "string" ? JSON.parse(config.endpoints) : config.endpoints;
  const endpoint = ((parsed ?? []) as Properties[]).find(({ ec2 }) => ec2)?.ec2;
  // Never AWS itself: credentials that lie about on a machine are not for a stand-in to use.
  if (!endpoint)
    throw new Error("aws:endpoints: the plugin that stands in for the official one needs the address of an EC2 API");
  if (!config.region) throw new Error("aws:region: not set; pulumi config set aws:region ap-northeast-1");
  const { region, accessKey, secretKey } = config;
  return {
    ...{ endpoint, region },
    ...(accessKey && { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
  };
}

/** The provider's configuration, and the EC2 API that it names. The SDK, which is large, loads with the first call. */
export function ec2(): { configure(config: Properties): void; api: Ec2Api } {
  let configured: Settings | undefined;
  let client: Promise<EC2> | undefined;
  const connect = async () => {
    if (!configured) throw new Error("the aws provider is not configured");
    const { EC2 } = await import("@aws-sdk/client-ec2");
    return new EC2(configured);
  };
  return {
    configure(config) {
      configured = settings(config);
    },
    api() {
      client ??= connect();
      return client;
    },
  };
}

/** Whether EC2 says that there is no such thing. */
export const notFound = (error: unknown) => /\.NotFound$/.test((error as Error).name);

/** What EC2 answers; undefined where it says that there is no such thing. */
export async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (notFound(error)) return undefined;
    throw error;
  }
}

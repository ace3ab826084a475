// Stands in for the official pulumi-language-nodejs: the command lines of programs and plugins, as it makes them.
import { createRequire } from "node:module";
import { join } from "node:path";
import type language from "@pulumi/pulumi/proto/language_pb.js";

interface Launch {
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** The options of `runtime` in Pulumi.yaml that are honoured; all others are the package manager's. */
interface RuntimeOptions {
  /** Compile with ts-node when true, the default as in the official host. False: Node runs the files itself. */
  typescript?: boolean;
  tsconfig?: string;
  /** Arguments for Node, split at spaces. */
  nodeargs?: string;
}

/** How to run a program: `node [nodeargs] @pulumi/pulumi/cmd/run …`, its configuration in the environment. */
export function runCommand(request: InstanceType<typeof language.RunRequest>, engine: string): Launch {
  const info = request.getInfo()!;
  const root = info.getProgramDirectory();
  const options = (info.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions;
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value: string, key: string) => {
    config[key] = value;
  });
  const args = [...nodeArgs(options), fromProgram(root, "@pulumi/pulumi/cmd/run")];
  args.push("--monitor", request.getMonitorAddress(), "--engine", engine);
  args.push("--project", request.getProject(), "--stack", request.getStack());
  args.push("--organization", request.getOrganization(), "--pwd", request.getPwd() || root);
  args.push("--root-directory", info.getRootDirectory(), "--parallel", String(request.getParallel()));
  if (request.getDryrun()) args.push("--dry-run");
  args.push(join(root, info.getEntryPoint()), ...request.getArgsList());
  return {
    args,
    cwd: root,
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
      ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    },
  };
}

/** How to run a plugin that is a Node package: a policy pack (kind "analyzer") or a provider. */
export function runPluginCommand(request: InstanceType<typeof language.RunPluginRequest>): Launch {
  const info = request.getInfo()!;
  const root = info.getProgramDirectory();
  const options = (info.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions;
  const program = join(root, info.getEntryPoint());
  const args =
    request.getKind() === "analyzer"
      ? [fromProgram(root, "@pulumi/pulumi/cmd/run-policy-pack"), ...request.getArgsList(), program]
      : [fromProgram(root, "@pulumi/pulumi/cmd/run-plugin"), program, ...request.getArgsList()];
  const variables = request.getEnvList().map((pair: string) => {
    const end = pair.indexOf("=");
    return [pair.slice(0, end), pair.slice(end + 1)];
  });
  return {
    args: [...nodeArgs(options), ...args],
    cwd: request.getPwd(),
    env: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
      ...Object.fromEntries(variables),
    },
  };
}

function nodeArgs({ nodeargs = "" }: RuntimeOptions): string[] {
  return nodeargs.split(/\s+/).filter(Boolean);
}

/** The SDK that the program itself would load. */
function fromProgram(root: string, module: string): string {
  return createRequire(join(root, "noop.js")).resolve(module);
}

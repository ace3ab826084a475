import { Network } from "@pulumi/docker/network.js";
import { Provider } from "@pulumi/docker/provider.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import { Command } from "@pulumi/command/remote/command.js";
import type { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { expectedOfHost } from "../live/expected.ts";
import { LiveState } from "./live-state.ts";
import type { HostSettings } from "./settings.ts";
import { readPrivateKey } from "./ssh-files.ts";

export interface DockerHostArgs {
  /** Address, user, pinned host key and root folder. */
  settings: HostSettings;
  /** Path of the OpenSSH configuration that knows the host by its name. */
  sshConfig: string;
  /** Compose projects that belong on the host; a container of any other is reported. */
  projects: string[];
  /** External networks that the stacks join. @example ["edge"] */
  networks: string[];
  /** Networks that somebody made before: name → Docker's id. They are taken over as they are. */
  existingNetworks: Readonly<Record<string, string>>;
}

/**
 * A server with Docker, reached over SSH with a pinned host key.
 *
 * Owns what its stacks share: the external networks, the images (one resource an image, however many stacks use it),
 * the folder for what is being deployed, and the state that belongs to no stack.
 *
 * @example new DockerHost("app-1", { settings, sshConfig: ".seisei/ssh/prod/config", projects: ["web"], networks: ["edge"], existingNetworks: {} })
 */
export class DockerHost extends pulumi.ComponentResource {
  readonly settings: HostSettings;
  readonly sshConfig: string;
  readonly connection: types.input.remote.ConnectionArgs;
  /** What must be there before a stack is deployed. */
  readonly ready: pulumi.Resource[];
  readonly #docker: Provider;
  readonly #images = new Map<string, RemoteImage>();

  constructor(name: string, args: DockerHostArgs, options?: pulumi.ComponentResourceOptions) {
    super("seisei:index:DockerHost", name, {}, options);
    this.settings = args.settings;
    this.sshConfig = args.sshConfig;
    this.connection = connectionArgs(args.settings);
    this.#docker = new Provider(
      `${name}-docker`,
      // The daemon's check would open a connection in every preview; LiveState has the same question answered already.
      { host: `ssh://${name}`, sshOpts: ["-F", args.sshConfig], disableDockerDaemonCheck: true },
      { parent: this },
    );
    const state = this.#liveState(name, args);
    const folder = this.#folder(name, state);
    this.ready = [folder, ...this.#networks(name, args, state)];
    this.registerOutputs({});
  }

  /** The image on this host, pulled when it is not there; it stays when no release needs it any more, for the way back. */
  image(reference: string): RemoteImage {
    const known = this.#images.get(reference);
    if (known) return known;
    const [tagged = "", digest = ""] = reference.split("@");
    const repository = tagged.replace(/:[^:/]*$/, "");
    const image = new RemoteImage(
      `${this.settings.name}-${tagged}-${digest.slice(7, 19)}`,
      { name: `${repository}@${digest}`, keepLocally: true },
      { parent: this, provider: this.#docker },
    );
    this.#images.set(reference, image);
    return image;
  }

  #liveState(name: string, args: DockerHostArgs): LiveState {
    return new LiveState(
      `${name}-state`,
      {
        ...{ sshConfig: args.sshConfig, host: name, root: args.settings.root, projects: args.projects },
        documented: args.settings.documented ?? [],
        expected: expectedOfHost(args.settings.root, args.networks),
      },
      // The engine does one thing at a time: the Docker plugin starts while the host is being read, not after it.
      { parent: this, dependsOn: this.#docker },
    );
  }

  #folder(name: string, state: LiveState): Command {
    const { root } = this.settings;
    const create = `mkdir -p ${root}/stacks ${root}/.seisei && chmod 700 ${root}/.seisei`;
    return new Command(
      `${name}-folder`,
      {
        connection: this.connection,
        create,
        stdin: pulumi.interpolate`generation ${state.generation}\n`,
        addPreviousOutputInEnv: false,
      },
      { parent: this },
    );
  }

  #networks(name: string, args: DockerHostArgs, state: LiveState): Network[] {
    return args.networks.map((network) => {
      const id = args.existingNetworks[network];
      // The record says that it is there, and without a refresh nothing else looks.
      const replacementTrigger = state.networkTriggers.apply((triggers) => triggers?.[network] ?? 0);
      return new Network(
        `${name}-${network}`,
        { name: network },
        { parent: this, provider: this.#docker, replacementTrigger, ...(id ? { import: id } : {}) },
      );
    });
  }
}

function connectionArgs(settings: HostSettings): types.input.remote.ConnectionArgs {
  const privateKey = readPrivateKey(settings);
  return {
    host: settings.address,
    port: settings.port,
    user: settings.user,
    hostKey: settings.hostKey,
    dialErrorLimit: 3,
    ...(privateKey ? { privateKey: pulumi.secret(privateKey) } : {}),
  };
}

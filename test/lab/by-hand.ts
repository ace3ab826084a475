import { type WebStack, webStack } from "./fixture-stacks.ts";
import { type LabHost, labUp } from "./lab.ts";
import { type Finished, run } from "./process.ts";
import { Workspace } from "./workspace.ts";

/** The folder on the hosts that holds the stacks. */
export const root = "/opt/seisei-main";

/** The value of a secret: no report may have it. */
export const canary = "canary-8f14e45f";

/** A stack whose container gets a secret of `.env`. */
function secretStack(name: string, settings: WebStack): Record<string, string> {
  const files = webStack(name, { ...settings, definition: `${settings.definition ?? ""}secrets:\n  - TOKEN\n` });
  const compose = `stacks/${name}/docker-compose.yml`;
  const environment = '    environment:\n      TOKEN: "${TOKEN}"\n    restart:';
  return { ...files, [compose]: files[compose]!.replace("    restart:", environment) };
}

/** Two hosts that a person deployed to from the tag main1.0.0, without Pulumi: `shop` on app-1, `blog` on app-2. */
export class ByHand {
  readonly workspace: Workspace;
  readonly shop: LabHost;
  readonly blog: LabHost;

  private constructor(workspace: Workspace, [shop, blog]: readonly LabHost[]) {
    this.workspace = workspace;
    this.shop = shop!;
    this.blog = blog!;
  }

  static async create(): Promise<ByHand> {
    const lab = await labUp({ hosts: 2 });
    const hosts = lab.hosts.slice(0, 2);
    await Promise.all(hosts.map((host) => host.reset()));
    const workspace = await Workspace.create(lab, hosts);
    workspace.write({
      ...secretStack("shop", { port: 3101, definition: "addons:\n  - addons\n" }),
      "stacks/shop/addons/billing/__init__.py": "# billing\n",
      ...secretStack("blog", { port: 3102, host: "app-2" }),
    });
    await workspace.release("main1.0.0");
    await workspace.pulumi("config", "set", "release", "main1.0.0");
    const own = new ByHand(workspace, hosts);
    await Promise.all([own.#deploy(own.shop, "shop"), own.#deploy(own.blog, "blog")]);
    return own;
  }

  /** Takes the tag to a host and starts one stack there. */
  async #deploy(host: LabHost, stack: string): Promise<void> {
    const archive = ["-c", "git archive main1.0.0 stacks | base64 -w0"];
    const { stdout } = await run("sh", archive, { cwd: this.workspace.folder });
    await host.run(`base64 -d | tar -x -C ${root}`, { user: "ubuntu", input: stdout });
    await host.run(
      `echo "TOKEN='${canary}'" > ${root}/stacks/${stack}/.env && docker network create edge &&
      cd ${root}/stacks/${stack} && docker compose up -d --wait`,
      { user: "ubuntu" },
    );
  }

  /** A command of this project, typed in the workspace. */
  command(...args: string[]): Promise<Finished> {
    const { folder } = this.workspace;
    return run("node", ["cli/main.ts", ...args], { cwd: folder, env: { NO_COLOR: "1" }, check: false });
  }

  /** The drift check of a person who has nothing but a clone and a key. */
  byAddress({ address, hostKey, privateKeyFile }: LabHost, ...args: string[]): Promise<Finished> {
    const key = ["--ssh-key", privateKeyFile, "--host-key", hostKey];
    return this.command("drift-check", "--server", address, ...key, ...args);
  }

  /** The drift check of all hosts of the configuration. */
  everyHost(...args: string[]): Promise<Finished> {
    return this.command("drift-check", "--all", ...args);
  }

  /** A shell command in the shop's folder, as the user who deploys. */
  async onShop(script: string): Promise<void> {
    await this.shop.run(`cd ${root}/stacks/shop && ${script}`, { user: "ubuntu" });
  }

  async remove(): Promise<void> {
    await this.blog.powerOn();
    await Promise.all([this.shop.reset(), this.blog.reset()]);
    this.workspace.remove();
  }
}

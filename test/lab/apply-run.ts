import { createHash } from "node:crypto";
import { applyScript } from "../../components/bundle-file.ts";
import { bundle } from "../../release/bundle.ts";
import { parseCompose } from "../../release/compose.ts";
import type { DataDefinition, LoadedConfiguration, ServiceRelease, TrackedFile } from "../../release/types.ts";
import type { LabHost } from "./lab.ts";

/** A release of a stack, as a test writes it. */
export interface TestRelease {
  /** Path in the stack's folder → text; one that begins with `#!` is executable. */
  files: Record<string, string>;
  /** Text of `.env`; absent when the stack has no secrets. */
  environment?: string;
  health?: string[];
  /** Seconds. */
  timeout?: number;
  loaded?: LoadedConfiguration[];
  data?: DataDefinition;
  /** The release's tag. @default "main1.0.0" */
  tag?: string;
  /** Restore the data as this release left it. */
  restore?: string;
  /** The volume with the stack's data, and what is placed on it. */
  volume?: { id: string; mountPoint: string; places: string[] };
  /** The release whose data that volume was made from. */
  restored?: string;
}

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Brings stacks to a release as the program does: the bundle on the host, then its script with the request on stdin. */
export class ApplyRun {
  readonly host: LabHost;
  readonly #references = new Map<string, string>();

  constructor(host: LabHost) {
    this.host = host;
  }

  /** Copies the release's bundle and runs it to the end. */
  async apply(stack: string, release: TestRelease) {
    return this.host.run(this.command(stack), {
      user: "ubuntu",
      input: await this.upload(stack, release),
      check: false,
    });
  }

  command(stack: string): string {
    return `cd /opt/seisei-main/.seisei && tar -xOf ${stack}.tar apply.sh > ${stack}.apply && sh ${stack}.apply ${stack}`;
  }

  /** Copies the release's bundle. @returns the text for stdin */
  async upload(stack: string, release: TestRelease): Promise<string> {
    const content = await this.bundle(stack, release);
    await this.host.run(
      `mkdir -p /opt/seisei-main/.seisei && base64 -d > /opt/seisei-main/.seisei/${stack}.tar.new && mv /opt/seisei-main/.seisei/${stack}.tar.new /opt/seisei-main/.seisei/${stack}.tar`,
      { user: "ubuntu", input: content.toString("base64") },
    );
    const { environment, tag = "main1.0.0", restore, volume, restored } = release;
    const places = volume?.places.map((place) => `place ${place}`) ?? [];
    const words = [
      ...[`release ${tag}`, `content ${sha256(content)}`],
      ...(volume ? [`volume ${volume.id} ${volume.mountPoint}`, ...places] : []),
      ...(restore ? [`restore ${restore} -`] : []),
      ...(restored ? [`restored ${restored}`] : []),
    ];
    return `bundle ${sha256(content)}\ngeneration 1\n${words.join("\n")}\nenv ${environment === undefined ? "no" : "yes"}\n\n${environment ?? ""}`;
  }

  async bundle(
    stack: string,
    { files: texts, health = [], timeout = 30, loaded = [], data }: TestRelease,
  ): Promise<Buffer> {
    const files = new Map<string, TrackedFile>();
    for (const [path, text] of Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const content = Buffer.from(text);
      files.set(path, { content, sha256: sha256(content), executable: text.startsWith("#!") });
    }
    const problems: string[] = [];
    const read = (path: string) => texts[path];
    const compose = parseCompose(
      "docker-compose.yml",
      read("docker-compose.yml")!,
      stack,
      files.keys(),
      problems,
      read,
    );
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const services = new Map<string, ServiceRelease>();
    for (const [name, service] of compose.services) {
      const image = service.image.tagged;
      const reference = await this.pull(image);
      services.set(name, { ...service, image, reference, digest: reference.replace(/.*@/, "") });
    }
    const definition = {
      host: this.host.name,
      after: [],
      health,
      timeout,
      secrets: [],
      addons: [],
      loaded,
      ...(data && { data }),
    };
    return bundle({ ...compose, definition, files, services }, applyScript);
  }

  /** Pulls an image, as the program does before it deploys. @returns its name with tag and digest */
  async pull(image: string): Promise<string> {
    const known = this.#references.get(image);
    if (known) return known;
    const format = "{{index .RepoDigests 0}}";
    const { stdout } = await this.host.run(
      `docker pull -q ${image} >/dev/null && docker image inspect --format '${format}' ${image}`,
    );
    const reference = `${image}@${stdout.trim().replace(/.*@/, "")}`;
    this.#references.set(image, reference);
    return reference;
  }
}

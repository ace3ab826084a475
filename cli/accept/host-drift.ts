import { stackPlace } from "../../live/checks/check.ts";
import { readModules } from "../../live/checks/modules.ts";
import { compare } from "../../live/compare.ts";
import { findings, observeStack } from "../../live/drift.ts";
import { expectedOfStack } from "../../live/expected.ts";
import type { Finding } from "../../live/finding.ts";
import { type LiveHost, openHost } from "../../live/host.ts";
import { quote } from "../../live/session.ts";
import { newSecrets } from "../../policies/secrets/new-secrets.ts";
import { parseImage } from "../../release/image.ts";
import type { StackRelease } from "../../release/release.ts";
import type { Target } from "../drift/targets.ts";

/** What a host runs in place of what its release has. */
export type Change =
  /** `tagged` is `nginx:1.28`. */
  | {
      readonly kind: "image";
      readonly stack: string;
      readonly service: string;
      readonly tagged: string;
      readonly digest: string;
      readonly platform: string;
    }
  /** `content` absent: the file is gone. */
  | { readonly kind: "file"; readonly stack: string; readonly path: string; readonly content?: Buffer };

export interface HostDrift {
  readonly changes: readonly Change[];
  /** What could be written but must not be, in words. */
  readonly refused: readonly string[];
  /** What no file of a release can hold. */
  readonly left: readonly Finding[];
}

/** @throws UserError when the host could not be read */
export async function hostDrift({ settings, sshConfig }: Target, stacks: readonly StackRelease[]): Promise<HostDrift> {
  const host = openHost(sshConfig, settings.name, settings.root);
  const all = await Promise.all(stacks.map((stack) => stackDrift(host, settings.name, settings.root, stack, stacks)));
  return {
    changes: all.flatMap(({ changes }) => changes),
    refused: all.flatMap(({ refused }) => refused),
    left: all.flatMap(({ left }) => left),
  };
}

async function stackDrift(
  host: LiveHost,
  name: string,
  root: string,
  stack: StackRelease,
  stacks: readonly StackRelease[],
): Promise<HostDrift> {
  const place = stackPlace(host, root, stack.name, { documented: [] });
  const { folder } = place;
  const expected = { ...expectedOfStack(stack, stacks), environment: undefined }; // .env never goes into git
  const observed = await observeStack(place, expected);
  const observedFiles = observed.files as Record<string, unknown>;
  const differences = compare(expected, observed);
  const changes: Change[] = [];
  const refused: string[] = [];
  const addFile = async (path: string, state: string) => {
    const change = await fileChange(host, stack, folder, path, state);
    if (typeof change === "string") refused.push(`${stack.name}: ${path}: ${change}`);
    else changes.push(change);
  };
  for (const { keys, before, now } of differences) {
    const [kind, subject = ""] = keys;
    if (now === "missing" && kind === "images") continue; // no container, so nothing to accept
    if (kind === "images") {
      const image = parseImage(String(now));
      if (image?.digest === undefined)
        refused.push(`${stack.name}: ${subject} runs ${now}; push the image, then deploy it by its name`);
      else
        changes.push({
          kind: "image",
          stack: stack.name,
          service: subject,
          tagged: image.tagged,
          digest: image.digest,
          platform: await platformOf(host, `${image.repository}@${image.digest}`),
        });
    } else if (kind === "files" && before !== undefined) {
      await addFile(subject, String(now).replace(/ \(.*\)$/, "")); // whether it is loaded
    } else if (kind === "fileModes" && stack.files.get(subject)?.sha256 === observedFiles[subject]) {
      refused.push(`${stack.name}: ${subject}: is ${now} on the host; if that is meant, change it in git`);
    } else if (kind === "composeFiles") {
      refused.push(`${stack.name}: ${subject}: a release has one Compose file; merge it into docker-compose.yml`);
    } else if (kind === "extraFiles") {
      const path = `${folder}/${subject}`;
      await addFile(subject, String((await host.files([path])).get(path)));
    }
  }
  const modules = differences.flatMap(({ keys: [kind, module] }) => (kind === "modules" ? [`${module}/`] : []));
  if (modules.length > 0) {
    const found = await readModules(host, folder, stack.definition.addons);
    const paths = [...new Set([...stack.files.keys(), ...found.keys()])];
    for (const path of paths.filter((path) => modules.some((module) => path.startsWith(module))).sort()) {
      const state = found.get(path)?.sha256 ?? "missing";
      if (stack.files.get(path)?.sha256 !== state) await addFile(path, state);
    }
  }
  const left = findings({ host: name, stack: stack.name, folder }, differences).filter(
    ({ kind }) => !["image", "file", "extra file", "module", "extra module"].includes(kind),
  );
  return { changes, refused, left };
}

async function platformOf(host: LiveHost, image: string): Promise<string> {
  const format = "{{.Os}}/{{.Architecture}}";
  return (await host.read(`docker image inspect --format '${format}' ${quote(image)}`, image)).trim();
}

/** The file as the host has it, or why it is not taken. */
async function fileChange(
  host: LiveHost,
  { name, files }: StackRelease,
  folder: string,
  path: string,
  state: string,
): Promise<Change | string> {
  if (state === "missing") {
    if (["docker-compose.yml", "stack.yaml"].includes(path))
      return "is missing on the host, and no release can do without it";
    return { kind: "file", stack: name, path };
  }
  if (!/^[0-9a-f]{64}$/.test(state)) return `is ${state} on the host, which git does not hold`;
  const [verdict = "", encoded = ""] = (await host.read(fetchScript(folder, path), path)).trim().split("\n");
  if (verdict !== "plain") return "holds a value of .env; take it out on the host, and refer to the variable instead";
  const content = Buffer.from(encoded, "base64");
  const [found] = newSecrets(path, content, files.get(path)?.content);
  if (found !== undefined)
    return `line ${found.line} holds a secret (${found.rule.replaceAll("-", " ")}); put it into a secret of the configuration, and refer to the variable instead`;
  return { kind: "file", stack: name, path, content };
}

/**
 * Writes `plain`, or `secret` when the file holds a value of `.env` (six characters or more), then the file in base64.
 * The values are compared on the host and stay there, and so does the file that holds one.
 */
export function fetchScript(folder: string, path: string): string {
  return `set -e
cd ${quote(folder)}
values=
[ ! -e .env ] || [ -r .env ] || { echo "the user may not read .env, to compare its values" >&2; exit 1; }
[ ! -e .env ] || values=$(sed -n "s/^[A-Za-z_][A-Za-z0-9_]*=//p" .env | sed "s/^['\\"]//; s/['\\"]$//" | sed 'p; s/\\\\n/\\n/g; s/\\\\\\([\\\\"$]\\)/\\1/g' | awk 'length > 5')
if [ -n "$values" ] && printf '%s\\n' "$values" | grep -qFf - -- ${quote(path)}; then echo secret; exit; fi
echo plain
base64 -w0 -- ${quote(path)}`;
}

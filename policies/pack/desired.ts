import { UserError } from "../../release/errors.ts";
import { openRelease, type Release } from "../../release/release.ts";
import type { Desired } from "./rule.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the configuration asks for, as the program does it. The engine gives a policy pack the configuration and
 * the circumstances as environment variables.
 * @param repository folder of the git repository
 * @throws UserError when it cannot be read; the program says the same then
 */
export async function readDesired(repository: string, environment: Environment): Promise<Desired> {
  const file = `Pulumi.${environment.PULUMI_STACK}.yaml`;
  const values = JSON.parse(environment.PULUMI_CONFIG ?? "{}") as Record<string, string>;
  const structured = (key: string): unknown => {
    const text = values[`seisei:${key}`];
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return text; // a mistake in the configuration, which the reader of the value tells
    }
  };
  const tag = values["seisei:release"];
  if (tag === undefined)
    throw new UserError(`${file}: seisei:release: not set; \`pulumi config set release main1.0.0\``);
  const pins = Object.entries((structured("pins") ?? {}) as Record<string, string>);
  const tags = [...new Set([tag, ...pins.map(([, pinned]) => pinned)])];
  const pinnedTo = (release: string) => pins.filter(([, pinned]) => pinned === release).map(([stack]) => stack);
  const opened = tags.map((name) => openRelease(repository, name, name === tag ? undefined : pinnedTo(name)));
  const releases = await Promise.all(opened);
  const byStack = new Map(pins.map(([stack, pinned]) => [stack, releases.find((release) => release.tag === pinned)!]));
  const [release] = releases as [Release];
  return {
    ...{ repository, file, releases },
    stacks: release.stackNames.map((name) => (byStack.get(name) ?? release).stack(name)),
    now: new Date(),
    update: environment.PULUMI_DRY_RUN !== "true",
    freeze: structured("freeze"),
    emergency: structured("emergency"),
  };
}

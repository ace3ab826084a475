import { compareVersions, parseVersion } from "../release/version.ts";

/** A stack in a release. */
export interface Side {
  readonly release: string;
  /** The declared form of its data (`schema` in stack.yaml). */
  readonly schema?: string;
}

/** What is going to happen to the data of a stack that goes back. */
export interface Way {
  /** Whether it keeps data at all. */
  readonly hasData: boolean;
  /** Whether its data is restored, too. */
  readonly restored: boolean;
  /** Whether the configuration says that the code may go back alone (`seisei:codeOnly`). */
  readonly accepted: boolean;
}

/** What to tell a person of a stack that changes its release, and whether it must not: nothing when it does not go back. */
export function goingBack(
  stack: string,
  from: Side,
  to: Side,
  { hasData, restored, accepted }: Way,
): { text: string; refused: boolean } | undefined {
  if (!hasData || restored || compareVersions(parseVersion(to.release), parseVersion(from.release)) >= 0)
    return undefined;
  const tell = (text: string, refused = false) => ({ text: `${stack}: ${text}`, refused });
  const reads = `whether ${to.release} reads what ${from.release} wrote`;
  if (from.schema === undefined || to.schema === undefined) {
    return tell(
      `goes back by its code alone; ${reads} is not known: no \`schema\` in stack.yaml declares the form of its data`,
    );
  }
  const back = `from ${from.release} back to ${to.release}`;
  if (from.schema === to.schema) return tell(`code only is safe ${back}: the form of its data stays ${to.schema}`);
  const moved = `the form of its data moved between ${to.release} and ${from.release}: ${to.schema} became ${from.schema}`;
  if (accepted) return tell(`${moved}; goes back by its code alone, as seisei:codeOnly accepts`);
  return tell(
    `${moved}. Go back with the data (\`make rollback TAG=${to.release} STACK=${stack} DATA=1\`), or accept that ${to.release} ` +
      `meets data it may not read: \`pulumi config set --path 'codeOnly[0]' ${stack}\``,
    true,
  );
}

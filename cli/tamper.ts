import { labDown, labName, labUp } from "../test/lab/lab.ts";
import { tamperings } from "../test/tamper/all.ts";
import { harmless } from "../test/tamper/harmless.ts";
import { runSuite } from "../test/tamper/suite.ts";
import { TamperedHost } from "../test/tamper/tampered-host.ts";

/**
 * Changes things by hand on a host in miniature, one after the other, and counts what the drift check tells and what
 * `pulumi up` repairs. In a lab of its own that is gone afterwards. Exit code 1 unless everything is found and repaired
 * and nothing harmless is told.
 */
export async function run(words: string[]): Promise<void> {
  process.env.SEISEI_LAB ??= labName("tamper");
  const progress = (line: string) => console.error(line);
  const chosen = (title: string) => words.length === 0 || words.some((word) => title.includes(word));
  let host: TamperedHost | undefined;
  try {
    host = await TamperedHost.create(await labUp({ progress }));
    const score = await runSuite(
      host,
      tamperings.filter(({ title }) => chosen(title)),
      harmless.filter(({ title }) => chosen(title)),
      progress,
    );
    console.log(`\n${score.text}`);
    process.exitCode = score.misses.length === 0 ? 0 : 1;
  } finally {
    try {
      await host?.remove();
    } finally {
      await labDown(process.env.SEISEI_LAB);
    }
  }
}

import type { Finding } from "../../live/finding.ts";
import { type DriftReport, errors, exitCode } from "../drift/report.ts";

/** What Slack's incoming webhooks take, and what many other receivers understand. https://docs.slack.dev/messaging/formatting-message-text */
export interface Message {
  /** For receivers without blocks, and for the notification on a phone. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

type Block =
  | { readonly type: "header"; readonly text: { readonly type: "plain_text"; readonly text: string } }
  | { readonly type: "section"; readonly text: { readonly type: "mrkdwn"; readonly text: string } };

const shown = 20; // of Slack's 50 blocks a message
const longest = 2900; // of the 3000 characters that Slack takes in a section

/** The message of a report; undefined when there is nothing to tell. */
export function driftMessage(report: DriftReport): Message | undefined {
  const { release, hosts, findings } = report;
  const unknown = errors(hosts);
  if (exitCode(report) === 0) return undefined;
  const counts = [
    ...(findings.length > 0 ? [plural(findings.length, "finding")] : []),
    ...(unknown.length > 0 ? [`${unknown.length} could not be checked`] : []),
  ].join(", ");
  const text = `Drift check against ${release}: ${counts}`;
  const sections = [...unknown.map((error) => `*could not check* ${escaped(error)}`), ...findings.map(findingText)];
  const more = sections.length - shown;
  return {
    text,
    blocks: [
      { type: "header", text: { type: "plain_text", text: text.slice(0, 150) } },
      ...sections.slice(0, shown).map(section),
      ...(more > 0 ? [section(`and ${more} more; \`make drift-check SERVER=1\` lists all`)] : []),
    ],
  };
}

function findingText({ host, stack, message, action, since }: Finding): string {
  const first = since === undefined ? "" : ` (first seen ${since.slice(0, 16).replace("T", " ")} UTC)`;
  return `*${escaped(stack === undefined ? host : `${host}/${stack}`)}* ${escaped(message)}${first}\n${escaped(action)}`;
}

function section(text: string): Block {
  return {
    type: "section",
    text: { type: "mrkdwn", text: text.length > longest ? `${text.slice(0, longest)}…` : text },
  };
}

/** Slack's three control characters; a name from a host must not become a link or call everybody. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

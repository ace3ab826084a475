import type { Audit } from "../../cli/audit/page.ts";
import type { PolicyResults } from "../../cli/audit/policies.ts";
import type { SavedData } from "../../cli/audit/saved-data.ts";
import type { AuditRow } from "../../cli/audit/timeline.ts";
import { rehearsal } from "./rehearsal.ts";

const commits = {
  "main1.0.0": "4f0c2ad1f1be5a0c71b0a3f7f0f4d7a1e0f9c001",
  "main1.0.1": "91b7d35c2f6e4d0b8a7c6e5d4f3a2b1c0d9e8f02",
  "main1.1.0": "c83e0f6b7a5d4c3e2f1a0b9c8d7e6f5a4b3c2d03",
  "main1.1.1": "e2d94a7c1b0f3e5d6c7a8b9f0e1d2c3b4a5f6e04",
};
const ann = "Ann Sato (ann@laptop)";
const ben = "Ben Mori (ben@desk)";
const bot = "ann-sato (GitHub Actions)";

function row(to: keyof typeof commits, day: string, rest: Partial<AuditRow>): AuditRow {
  const seconds = rest.seconds ?? 24;
  const start = `2026-${day}:00.000Z`;
  const end = new Date(Date.parse(start) + seconds * 1000).toISOString();
  return {
    ...{ start, end, seconds, to, commit: commits[to], result: "succeeded", change: "upgrade", changes: 4 },
    ...{ pins: {}, dirty: false, program: commits[to] },
    ...rest,
  };
}

const clean: PolicyResults = { findings: [], exceptions: [] };
const socket = "Traefik reads its routes from Docker";
const usual: PolicyResults = {
  findings: [
    {
      ...{ rule: "memory-limit-present", level: "advisory" },
      message:
        "stacks/crm-api/docker-compose.yml:3: services.api: expected a memory limit, got none; add a line such as `mem_limit: 512m`",
    },
    {
      ...{ rule: "memory-limit-present", level: "advisory" },
      message:
        "stacks/web-seisei/docker-compose.yml:3: services.web: expected a memory limit, got none; add a line such as `mem_limit: 512m`",
    },
  ],
  exceptions: [{ rule: "no-docker-socket", stack: "edge-traefik", service: "traefik", reason: socket }],
};
const snapshot = (id: string, holds: string, takenAt: string, now: NonNullable<SavedData["now"]>): SavedData => ({
  ...{ stack: "odoo18-prod", kind: "snapshot", id, holds, takenAt, now },
});
const dump = (stack: string, name: string, holds: string, takenAt: string, bytes: number): SavedData => ({
  ...{ stack, kind: "dump", id: name, holds, takenAt, host: "app-1", bytes },
});

const check = (checkedAt: string, findings: number) => ({ checkedAt, findings });
const all = ["crm-api", "edge-traefik", "odoo18-prod", "web-seisei"];

/** Three weeks of a small team, with everything that a page can show. */
export const sample: Audit = {
  generatedAt: "2026-03-24T08:15:00.000Z",
  stack: "prod",
  running: [
    {
      ...{
        stack: "crm-api",
        host: "app-2",
        release: "main1.1.1",
        commit: commits["main1.1.1"],
        since: "2026-03-23T17:02:31.000Z",
      },
      ...{ content: "5d1e8c0a7b3f42d69e0c1b2a3f4e5d6c7b8a9f0e1d2c3b4a5f6e7d8c9b0a1f2e", by: bot },
    },
    {
      ...{
        stack: "edge-traefik",
        host: "app-1",
        release: "main1.1.1",
        commit: commits["main1.1.1"],
        since: "2026-03-02T09:12:40.000Z",
      },
      ...{ content: "0b7a6f5e4d3c2b1a09f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6", by: ann },
    },
    {
      ...{
        stack: "odoo18-prod",
        host: "app-1",
        release: "main1.0.1",
        commit: commits["main1.0.1"],
        since: "2026-03-05T19:31:12.000Z",
      },
      ...{ content: "a4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3", by: ben, asked: "main1.1.1" },
    },
    {
      ...{
        stack: "web-seisei",
        host: "app-2",
        release: "main1.1.1",
        commit: commits["main1.1.1"],
        since: "2026-03-16T10:05:51.000Z",
      },
      ...{ content: "7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f", by: bot },
    },
  ],
  waysBack: [
    {
      ...{ release: "main1.0.1", commit: commits["main1.0.1"], asked: "2026-03-18T09:00:00.000Z", stacks: ["crm-api"] },
      rehearsed: rehearsal({ at: "2026-03-20T07:15:00.000Z", seconds: 14.2, downtime: { "crm-api": 3.1 } }),
      rehearsedWithData: rehearsal({ at: "2026-03-20T07:18:00.000Z", data: true, result: "failed" }),
    },
    {
      ...{ release: "main1.1.0", commit: commits["main1.1.0"], asked: "2026-03-16T10:05:00.000Z" },
      stacks: ["crm-api", "odoo18-prod"],
    },
  ],
  updates: [
    row("main1.0.0", "03-02T09:12", {
      ...{ policies: { couldNot: "main1.0.0: its commit 4f0c2ad is gone from this repository; `git fetch --tags`" } },
      change: "first deployment",
      by: ann,
      stacks: all,
      seconds: 204,
      subject: "First release",
    }),
    row("main1.0.1", "03-05T19:30", {
      ...{ from: "main1.0.0", by: ben, stacks: ["odoo18-prod"], seconds: 72, subject: "Invoices print the tax number" },
      ...{
        policies: usual,
        saved: [snapshot("snap-0a1b2c3d4e5f60001", "main1.0.0", "2026-03-05T19:30:08.000Z", "dropped")],
      },
      ...{ driftBefore: check("2026-03-05T19:24:00.000Z", 0), driftAfter: check("2026-03-05T19:40:00.000Z", 0) },
    }),
    row("main1.0.1", "03-09T08:02", {
      ...{ from: "main1.0.1", change: "applied again", by: ann, stacks: ["edge-traefik"], seconds: 11, changes: 3 },
      ...{ message: "Put back the route somebody edited on the server", subject: "Invoices print the tax number" },
      ...{ driftBefore: check("2026-03-09T07:00:00.000Z", 2), driftAfter: check("2026-03-09T09:00:00.000Z", 0) },
    }),
    row("main1.1.0", "03-16T10:05", {
      ...{
        from: "main1.0.1",
        by: bot,
        stacks: ["crm-api", "web-seisei"],
        seconds: 51,
        subject: "New front page; CRM reads orders from Odoo",
        policies: clean,
      },
    }),
    row("main1.0.1", "03-17T22:41", {
      ...{ from: "main1.1.0", change: "rollback", by: ben, stacks: ["crm-api"], seconds: 9, dirty: true },
      ...{ message: "CRM doubles orders", subject: "Invoices print the tax number" },
    }),
    row("main1.0.1", "03-18T09:00", {
      ...{
        from: "main1.0.1",
        change: "nothing to do",
        seconds: 3,
        changes: 0,
        subject: "Invoices print the tax number",
      },
    }),
    row("main1.1.1", "03-23T17:02", {
      ...{ from: "main1.0.1", result: "failed", by: bot, stacks: ["crm-api", "odoo18-prod"], seconds: 98 },
      policies: {
        ...usual,
        findings: [
          {
            ...{ rule: "no-privileged-containers", level: "mandatory" },
            message:
              "stacks/crm-api/docker-compose.yml:9: services.api.privileged: expected no privileged container, got true",
          },
          ...usual.findings,
        ],
      },
      saved: [
        snapshot("snap-0a1b2c3d4e5f60002", "main1.0.1", "2026-03-23T17:02:20.000Z", "deleted by hand"),
        dump("crm-api", "20260323T170212Z-main1.0.1-before-main1.1.1", "main1.0.1", "2026-03-23T17:02:12Z", 48_200_000),
      ],
      ...{ subject: "CRM counts each order once", kept: [{ stack: "odoo18-prod", release: "main1.0.1" }] },
      ...{ driftAfter: check("2026-03-23T18:00:00.000Z", 3) },
    }),
  ],
};

import { leftByUp } from "./files.ts";
import { repaired, type Tampering } from "./tampering.ts";

const file = (stack: string, subject: string, observed: RegExp): Tampering["finding"] => ({
  kind: "file",
  ...{ stack, subject, observed, action: repaired },
});
const byHand = /remove it on the host with `rm .*`, then `pulumi up` puts the folder back/;

/** What is in the place of files and folders, and folders that lost or got something. */
export const folderTamperings: readonly Tampering[] = [
  {
    title: "a file that its mode closes",
    place: "shop/files",
    script: "chmod 000 shop/config/settings.txt",
    finding: file("shop", "config/settings.txt", /^not readable$/),
    short: true,
  },
  {
    title: "a file that belongs to root and is closed",
    place: "shop/files",
    root: true,
    script: "chown root shop/hooks/start.sh && chmod 700 shop/hooks/start.sh",
    finding: file("shop", "hooks/start.sh", /^not readable$/),
  },
  {
    title: "a pipe in the place of a file",
    place: "cache/files",
    script: "rm cache/redis.conf && mkfifo cache/redis.conf",
    finding: file("cache", "redis.conf", /^not a file$/),
    short: true,
  },
  {
    title: "a link in the place of a folder",
    place: "edge/dynamic",
    script: "mv edge/dynamic edge/moved && ln -s moved edge/dynamic",
    finding: {
      kind: "file",
      ...{ stack: "edge", subject: "dynamic", observed: /^a symbolic link in the place of a folder$/, action: byHand },
    },
    left: "rm edge/dynamic && mv edge/moved edge/dynamic",
    alone: true,
  },
  {
    title: "a folder with several files deleted",
    place: "edge/dynamic",
    script: "rm -r edge/dynamic; sleep 1",
    finding: file("edge", "dynamic", /^missing$/),
  },
  {
    title: "all modules deleted",
    place: "erp/addons",
    script: "rm -r erp/addons",
    finding: { kind: "module", stack: "erp", subject: "addons", observed: /^missing$/, action: repaired },
  },
  {
    title: "a stack's whole folder deleted",
    place: "erp",
    script: "rm -r erp",
    finding: file("erp", "/opt/seisei-main/stacks/erp", /^missing$/),
  },
  {
    title: "a link in the place of .env",
    place: "erp/.env",
    script: "mv erp/.env /tmp/erp.env && ln -s /tmp/erp.env erp/.env",
    finding: { kind: "environment", stack: "erp", subject: ".env", observed: /^a symbolic link$/, action: repaired },
  },
  {
    title: "a file more in a folder that a service only reads",
    place: "shop/more",
    script: "echo x > shop/config/more.txt",
    finding: { kind: "extra file", stack: "shop", subject: "config/more.txt", action: leftByUp },
    left: true,
    short: true,
  },
  {
    title: "a folder more in a folder that a service only reads",
    place: "shop/deep",
    script: "mkdir shop/config/deep && touch shop/config/deep/1 shop/config/deep/2",
    finding: { kind: "extra file", stack: "shop", subject: "config/deep", action: leftByUp },
    left: true,
  },
];

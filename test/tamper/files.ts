import { repaired, type Tampering } from "./tampering.ts";

export const leftByUp = /`pulumi up` removes nothing that it did not bring/;
const reload = "docker exec router-nginx-1 nginx -s reload && sleep 0.5";
const file = (stack: string, subject: string, observed: RegExp): Tampering["finding"] => ({
  kind: "file",
  ...{ stack, subject, observed, action: repaired },
});

/** Tracked files, and `.env`. */
export const fileTamperings: readonly Tampering[] = [
  {
    title: "a file edited",
    place: "shop/files",
    script: "echo tampered >> shop/config/settings.txt",
    finding: file("shop", "config/settings.txt", /^sha256:/),
    short: true,
  },
  {
    title: "a file deleted",
    place: "shop/files",
    script: "rm shop/config/settings.txt",
    finding: file("shop", "config/settings.txt", /^missing$/),
  },
  {
    title: "a folder in the place of a file",
    place: "shop/files",
    script: "rm shop/hooks/start.sh && mkdir shop/hooks/start.sh",
    finding: file("shop", "hooks/start.sh", /^a directory$/),
  },
  {
    title: "a link to the same content in the place of a file",
    place: "shop/files",
    script: "cp shop/config/settings.txt /tmp/settings && ln -sf /tmp/settings shop/config/settings.txt",
    finding: file("shop", "config/settings.txt", /^a symbolic link/),
  },
  {
    title: "a script that is no longer executable",
    place: "shop/files",
    script: "chmod -x shop/hooks/start.sh",
    finding: file("shop", "hooks/start.sh", /not executable/),
  },
  {
    title: "a file made executable",
    place: "shop/files",
    script: "chmod +x shop/config/settings.txt",
    finding: file("shop", "config/settings.txt", /executable/),
  },
  {
    title: "the whole folder of a mount deleted",
    place: "shop/files",
    script: "rm -r shop/config",
    finding: file("shop", "config/settings.txt", /^missing$/),
  },
  {
    title: "a file mounted by itself edited",
    place: "cache/files",
    script: "sed -i 's/10mb/20mb/' cache/redis.conf",
    finding: file("cache", "redis.conf", /^sha256:/),
  },
  {
    title: "the compose file edited",
    place: "cache/files",
    script: "sed -i 's/unless-stopped/always/' cache/docker-compose.yml",
    finding: file("cache", "docker-compose.yml", /^sha256:/),
  },
  {
    title: "the compose file deleted",
    place: "cache/files",
    script: "rm cache/docker-compose.yml",
    finding: file("cache", "docker-compose.yml", /^missing$/),
  },
  {
    title: "docker-compose.override.yml beside the compose file",
    place: "cache/files",
    script: "printf 'services: {redis: {restart: always}}' > cache/docker-compose.override.yml",
    finding: { kind: "extra file", stack: "cache", subject: "docker-compose.override.yml", action: leftByUp },
    left: true,
    short: true,
  },
  {
    title: "compose.yaml, which Compose prefers",
    place: "cache/files",
    script: "cp cache/docker-compose.yml cache/compose.yaml",
    finding: { kind: "extra file", stack: "cache", subject: "compose.yaml", action: leftByUp },
    left: true,
  },
  {
    title: ".env edited",
    place: "erp/.env",
    script: "echo MORE=1 >> erp/.env",
    finding: { kind: "environment", stack: "erp", subject: ".env", observed: /^changed/, action: repaired },
    short: true,
  },
  {
    title: ".env deleted",
    place: "erp/.env",
    script: "rm erp/.env",
    finding: { kind: "environment", stack: "erp", subject: ".env", observed: /^missing$/, action: repaired },
  },
  {
    title: ".env made readable for everybody",
    place: "erp/.env",
    script: "chmod 644 erp/.env",
    finding: { kind: "environment", stack: "erp", subject: ".env", observed: /^mode 644$/, action: repaired },
  },
];

/** Modules, and what nginx has loaded. */
export const loadedTamperings: readonly Tampering[] = [
  {
    title: "a module's file changed",
    place: "erp/addons",
    script: "echo tampered >> erp/addons/sale/models/order.py",
    finding: {
      kind: "module",
      ...{ stack: "erp", subject: "addons/sale", observed: /^changed: models\/order\.py$/, action: repaired },
    },
    short: true,
  },
  {
    title: "a module removed",
    place: "erp/addons",
    script: "rm -r erp/addons/stock",
    finding: { kind: "module", stack: "erp", subject: "addons/stock", observed: /^missing$/, action: repaired },
  },
  {
    title: "a module added",
    place: "erp/addons",
    script: "mkdir erp/addons/own && echo x > erp/addons/own/__init__.py",
    finding: { kind: "extra module", stack: "erp", subject: "addons/own", action: leftByUp },
    left: true,
  },
  {
    title: "a file added to a module",
    place: "erp/addons",
    script: "echo x > erp/addons/sale/own.py",
    finding: { kind: "module", stack: "erp", subject: "addons/sale", observed: /^added: own\.py$/, action: leftByUp },
    left: true,
  },
  {
    title: "nginx's configuration edited",
    place: "router/conf.d",
    script: "sleep 3; echo '# x' >> router/conf.d/site.conf",
    finding: file("router", "conf.d/site.conf", / \(not loaded yet\)$/),
  },
  {
    title: "nginx's configuration edited and loaded",
    place: "router/conf.d",
    script: `sleep 3; sed -i s/released/tampered/ router/conf.d/site.conf && ${reload}`,
    finding: file("router", "conf.d/site.conf", / \(loaded\)$/),
    short: true,
  },
  {
    title: "nginx's configuration loaded and taken back on disk",
    place: "router/conf.d",
    script: `sleep 3; cp router/conf.d/site.conf /tmp/site && sed -i s/released/tampered/ router/conf.d/site.conf &&
      ${reload} && cat /tmp/site > router/conf.d/site.conf`,
    finding: { kind: "loaded configuration", stack: "router", subject: "nginx", action: repaired },
  },
  {
    title: "a file that nginx includes deleted",
    place: "router/conf.d",
    script: "sleep 3; rm router/conf.d/more.include",
    finding: file("router", "conf.d/more.include", /^missing \(still loaded\)$/),
  },
  {
    title: "a file more for nginx",
    place: "router/conf.d",
    script: "sleep 3; echo '# x' > router/conf.d/own.conf",
    finding: {
      kind: "extra file",
      ...{ stack: "router", subject: "conf.d/own.conf", observed: / \(not loaded yet\)$/, action: leftByUp },
    },
    left: true,
  },
];

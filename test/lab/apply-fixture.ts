import type { TestRelease } from "./apply-run.ts";

interface Shop {
  /** Tag of the web service's image. @default "sha-1a1a1a1" */
  version?: string;
  /** Text of the folder's file that `web` mounts. */
  settings?: string;
  /** Text of the file that `queue` mounts by itself. */
  queue?: string;
  /** Services beside `web` and `queue`. */
  more?: string;
  files?: Record<string, string>;
  environment?: string;
  timeout?: number;
}

const health = `    healthcheck:
      test: [CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"]
      interval: 1s
      start_period: 5s
`;

/** A stack with a service that mounts a folder and one that mounts a single file; their texts differ by release. */
export function shop({
  version = "sha-1a1a1a1",
  settings = "first\n",
  queue = "q\n",
  more = "",
  ...rest
}: Shop = {}): TestRelease {
  const compose = `services:
  web:
    image: ghcr.io/seisei/web:${version}
    restart: unless-stopped
    environment: {PASSWORD: "\${PASSWORD:-none}"}
    ports: ["127.0.0.1:3201:3000"]
    volumes: ["./config:/config:ro", "./logs:/logs"]
${health}  queue:
    image: ghcr.io/seisei/crm-api:sha-1a1a1a1
    restart: unless-stopped
    environment: {PORT: "3000"}
    volumes: ["./queue.conf:/queue.conf:ro", "rows:/rows"]
${health}${more}volumes: {rows: {}}
`;
  const { files = {}, ...others } = rest;
  return {
    files: { "docker-compose.yml": compose, "config/settings.txt": settings, "queue.conf": queue, ...files },
    health: ["http://127.0.0.1:3201/health"],
    ...others,
  };
}

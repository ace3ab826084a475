import { readFileSync } from "node:fs";

/** The stack whose data is proved: PostgreSQL, an application in front of it, and the attachments that its rows name. */
export const name = "records";

/** Where the host itself asks the application, which asks the database. */
export const health = "http://127.0.0.1:3271/health";

const writer = readFileSync(new URL("writer.py", import.meta.url), "utf8");

/**
 * Its files in a release: path → text.
 * @param version the application's image tag
 * @param gib the size of the volume that all its data is on; without one, databases alone are kept, as dumps
 */
export function stackFiles(version: string, gib: number | undefined): Record<string, string> {
  const data = gib === undefined ? "postgres: [db]" : `volume: {size: ${gib}, volumes: [rows, filestore]}`;
  return {
    [`stacks/${name}/writer/writer.py`]: writer,
    [`stacks/${name}/docker-compose.yml`]: `services:
  web:
    image: ghcr.io/seisei/erp:${version}
    restart: unless-stopped
    depends_on: [db]
    environment: {DATABASE_URL: "postgresql://postgres:\${PASSWORD}@db/postgres"}
    ports: ["127.0.0.1:3271:3000"]
    volumes: ["./writer:/writer:ro", "filestore:/filestore"]
    healthcheck: {test: [CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"], interval: 1s, retries: 60}
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_PASSWORD: "\${PASSWORD}"}
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: {test: [CMD, pg_isready, -q, -U, postgres, -h, 127.0.0.1], interval: 1s, retries: 60}
volumes: {rows: {}, filestore: {}}
`,
    [`stacks/${name}/stack.yaml`]: `host: app-1
timeout: 120
health: ["${health}"]
secrets: [PASSWORD]
data: {${data}}
`,
  };
}

/** What a small HTTP stack can vary in. */
export interface WebStack {
  /** Image tag: `sha-1a1a1a1`, `sha-2b2b2b2`, `sha-bad0bad` (never healthy), `sha-dead0de` (exits at start). */
  version?: string;
  /** Port on the host's loopback. */
  port: number;
  /** Lines for `stack.yaml` beside `host`. */
  definition?: string;
  /** Text of the mounted file `config/settings.txt`. */
  settings?: string;
  host?: string;
  /** Secrets that `stack.yaml` names and the service has in its environment. */
  secrets?: string[];
  /** Whether Docker asks the container for its health, every second. @default true */
  healthcheck?: boolean;
}

const healthcheckText = `    healthcheck:
      test: [CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"]
      interval: 1s
      timeout: 3s
      retries: 3
      start_period: 5s
`;

/** The files of a one-service stack: path → text. */
export function webStack(
  name: string,
  {
    version = "sha-1a1a1a1",
    port,
    definition = "",
    settings = "first\n",
    host = "app-1",
    secrets = [],
    healthcheck = true,
  }: WebStack,
): Record<string, string> {
  return {
    [`stacks/${name}/docker-compose.yml`]: `services:
  web:
    image: ghcr.io/seisei/web:${version}
    restart: unless-stopped
${secrets.length > 0 ? `    environment: [${secrets}]\n` : ""}    ports:
      - 127.0.0.1:${port}:3000
    volumes:
      - ./config:/config:ro
${healthcheck ? healthcheckText : ""}    networks:
      - edge
networks:
  edge:
    external: true
`,
    [`stacks/${name}/stack.yaml`]: `host: ${host}\ntimeout: 30\nhealth:\n  - http://127.0.0.1:${port}/health\n${secrets.length > 0 ? `secrets: [${secrets}]\n` : ""}${definition}`,
    [`stacks/${name}/config/settings.txt`]: settings,
  };
}

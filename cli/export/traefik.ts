/**
 * Asks the API of each Traefik that runs on the host for its routers. Its address is whichever published port answers
 * as the API does. Writes two lines for each: `<container> <address>`, or `<container>` alone when no port did, then the
 * routers as JSON, or `null`.
 */
export const traefikScript = `
ask() {
  if command -v curl >/dev/null; then curl -fsS --max-time 3 "$1"; else wget -qO- -T 3 "$1"; fi 2>/dev/null
}
docker ps --no-trunc --format '{{.Names}} {{.Image}}' | grep -E '(^| |/)traefik(:|@|$)' | while read -r name _; do
  address='' routers=''
  for port in $(docker inspect --format '{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}' "$name"); do
    case $port in :*) continue ;; 0.0.0.0:*) port=127.0.0.1:\${port#*:} ;; esac
    routers=$(ask "http://$port/api/http/routers?per_page=10000") && case $routers in '['*) address=http://$port; break ;; esac
  done
  if [ -n "$address" ]; then printf '%s %s\\n%s\\n' "$name" "$address" "$routers"; else printf '%s\\nnull\\n' "$name"; fi
done`;

/** The routers of one Traefik, as its API gives them. */
export interface TraefikRouters {
  readonly address?: string;
  /** Sorted by name. `null`: no published port answered as the API does. */
  readonly routers: readonly Readonly<Record<string, unknown>>[] | null;
}

/** Reads the script's output: by container. `undefined` when it is not whole. */
export function parseTraefik(text: string): Record<string, TraefikRouters> | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const found: Record<string, TraefikRouters> = {};
  for (let at = 0; at < lines.length; at += 2) {
    const [name = "", address] = lines[at]!.split(" ");
    try {
      const routers: Record<string, unknown>[] | null = JSON.parse(lines[at + 1] ?? "");
      const sorted = routers?.sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)) ?? null;
      found[name] = { ...(address && { address }), routers: sorted };
    } catch {
      return undefined;
    }
  }
  return found;
}

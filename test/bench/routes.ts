// `scripts/toolchain.sh node test/bench/routes.ts`: how long the validation of many routers takes.
import { validateRoutes } from "../../policies/routes/validate.ts";
import { dynamicFile, edgeStacks } from "../support/edge-stacks.ts";

/** 1,000 routers, four for each of 200 hosts and 200 for patterns of hosts: some of everything that rules can say. */
const hosts = Array.from({ length: 200 }, (_, index) => `shop-${index}.example`);
const routers = Object.fromEntries(
  hosts.flatMap((host, index) => [
    [`${index}-all`, [`Host(\`${host}\`) || Host(\`www.${host}\`)`, "priority: 50"]] as const,
    [`${index}-api`, [`Host(\`${host}\`) && PathPrefix(\`/api\`)`, "priority: 100"]] as const,
    [
      `${index}-edit`,
      [`Host(\`${host}\`) && PathRegexp(\`^/[^/]+/[0-9]+/edit$\`) && !Method(\`GET\`)`, "priority: 120"],
    ] as const,
    [`${index}-loose`, [`Host(\`${host}\`) && (Header(\`X-A\`, \`${index}\`) || Query(\`a\`))`]] as const,
    [`${index}-tenants`, [`HostRegexp(\`^[a-z0-9-]+\\.t${index}\\.example$\`)`, "priority: 60"]] as const,
  ]),
);
const stacks = edgeStacks({ dynamic: { "a.yml": dynamicFile(routers) } });
const [start, before] = [performance.now(), process.cpuUsage()];
const findings = validateRoutes(stacks);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const used = ((user + system) / 1e6).toFixed(2);
console.log(
  `${Object.keys(routers).length} routers: ${seconds.toFixed(2)} s (${used} s of a processor), ${findings.length} findings (goal: under 2 s)`,
);

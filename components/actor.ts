/** Variables in which a CI system says who started a run, with the system's name. Each is from its documentation. */
const systems: readonly (readonly [variable: string, system: string])[] = [
  ["GITHUB_ACTOR", "GitHub Actions"],
  ["GITLAB_USER_LOGIN", "GitLab CI"],
  ["BUILD_REQUESTEDFOR", "Azure Pipelines"],
  ["BUILDKITE_BUILD_CREATOR", "Buildkite"],
  ["CIRCLE_USERNAME", "CircleCI"],
];

/**
 * Who runs this update, in one line: the person a CI system names, else git's user name with the login and the machine.
 * @example "octocat (GitHub Actions)", "Ann Smith (ann@laptop)", "ann@laptop"
 */
export function actor(environment: NodeJS.ProcessEnv, login: string, host: string, gitName?: string): string {
  for (const [variable, system] of systems) {
    const name = environment[variable];
    if (name) return `${name} (${system})`;
  }
  const place = `${environment.SUDO_USER || login}@${host}`;
  return gitName ? `${gitName} (${place})` : place;
}

import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./process.ts";

/** An ed25519 key pair for SSH in `file` and `file.pub`, made when it is not there. Gives the public half, without comment. */
export async function sshKey(file: string): Promise<string> {
  if (!existsSync(`${file}.pub`)) {
    await rm(file, { force: true });
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", file]);
  }
  return (await readFile(`${file}.pub`, "utf8")).split(" ").slice(0, 2).join(" ");
}

/** A certificate authority `ca.crt`, and `registry.crt` and `registry.key` signed by it for `hostName`. */
export async function certificates(folder: string, hostName: string): Promise<void> {
  const [caKey, ca, key, request, certificate, extensions] = [
    ...["ca.key", "ca.crt", "registry.key", "registry.csr", "registry.crt", "registry.ext"],
  ].map((name) => join(folder, name)) as [string, string, string, string, string, string];
  if (existsSync(certificate)) return;
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout"];
  await run("openssl", [
    "req",
    "-x509",
    ...newKey,
    caKey,
    "-out",
    ca,
    "-days",
    "3650",
    "-subj",
    "/CN=Lab certificate authority",
  ]);
  await run("openssl", ["req", ...newKey, key, "-out", request, "-subj", `/CN=${hostName}`]);
  await writeFile(extensions, `subjectAltName=DNS:${hostName}\n`);
  const signer = ["-CA", ca, "-CAkey", caKey, "-CAcreateserial", "-days", "3650", "-extfile", extensions];
  await run("openssl", ["x509", "-req", "-in", request, ...signer, "-out", certificate]);
}
